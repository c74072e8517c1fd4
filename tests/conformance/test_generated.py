"""What is generated stands in the tree as it would be generated today."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from tests.conformance import examples


def _program(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{file.parent.name}_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", examples.names())
def test_the_bundle_of_an_example_is_what_the_mapping_makes(name: str) -> None:
    program = _program(examples.EXAMPLES / "build.py")
    folder = examples.EXAMPLES / name
    made = program.bundle_text(folder / "contract.json")
    assert (folder / "bundle.json").read_text(encoding="utf-8") == made


def test_a_package_that_differs_is_told_file_by_file(tmp_path: Path) -> None:
    program = _program(examples.ROOT / "profiles" / "build.py")
    compiled, committed = tmp_path / "compiled", tmp_path / "committed"
    for folder, files in (
        (compiled, {"same.json": "{}", "changed.json": "{}", "new.json": "{}"}),
        (committed, {"same.json": "{}", "changed.json": "[]", "old.json": "{}"}),
    ):
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    assert program.differences(compiled, committed) == [
        "changed.json: differs",
        "new.json: not committed",
        "old.json: no longer made from the FSH sources",
    ]
