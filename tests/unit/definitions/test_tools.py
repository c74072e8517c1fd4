"""List, install, build and inspect packages."""

import json
import tarfile
from pathlib import Path

import pytest

from pk_fhir.definitions import Definitions, PackageError
from pk_fhir.definitions.cache import find_installed, package_place
from pk_fhir.definitions.tools import (
    Installed,
    build_package,
    inspect_package,
    install_package,
    list_packages,
)

STRUCTURE = {
    "resourceType": "StructureDefinition",
    "id": "x",
    "url": "http://example.org/fhir/StructureDefinition/x",
    "version": "1.2.0",
    "kind": "resource",
    "type": "Patient",
    "derivation": "constraint",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "StructureDefinition-x.json").write_text(json.dumps(STRUCTURE))
    (folder / "package.json").write_text('{"name": "se.region.profiles", "title": "Våra"}')
    return folder


def test_a_built_package_is_an_ordinary_one(source: Path, tmp_path: Path):
    summary = build_package(source, tmp_path, manifest={"version": "1.2.0"})
    assert (summary.name, summary.version, summary.fhir_versions, summary.kinds) == (
        "se.region.profiles",
        "1.2.0",
        ("4.0.1",),
        {"StructureDefinition": 1},
    )
    assert summary.dependencies == {"hl7.fhir.r4.core": "4.0.1"}
    path = tmp_path / "se.region.profiles-1.2.0.tgz"
    with tarfile.open(path) as made:
        assert made.getnames() == [
            "package/.index.json",
            "package/StructureDefinition-x.json",
            "package/package.json",
        ]
        index = made.extractfile("package/.index.json")
        assert index is not None
        assert json.load(index) == {
            "index-version": 2,
            "files": [
                {
                    "filename": "StructureDefinition-x.json",
                    "resourceType": "StructureDefinition",
                    "id": "x",
                    "url": "http://example.org/fhir/StructureDefinition/x",
                    "version": "1.2.0",
                    "kind": "resource",
                    "type": "Patient",
                }
            ],
        }


def test_what_is_needed_is_added_to_what_the_folder_states(source: Path, tmp_path: Path):
    (source / "package.json").write_text(
        '{"name": "a", "version": "1", "dependencies": {"b": "2"}}'
    )
    summary = build_package(source, tmp_path, manifest={"dependencies": {"c": "3"}})
    assert summary.dependencies == {"hl7.fhir.r4.core": "4.0.1", "b": "2", "c": "3"}


def test_the_same_input_gives_the_same_bytes(source: Path, tmp_path: Path):
    one, other = tmp_path / "one.tgz", tmp_path / "other.tgz"
    build_package(source, one, manifest={"version": "1.0.0"})
    build_package(source, other, manifest={"version": "1.0.0"})
    assert one.read_bytes() == other.read_bytes()


def test_a_package_without_a_version_is_not_built(source: Path, tmp_path: Path):
    with pytest.raises(PackageError, match="needs a name"):
        build_package(source, tmp_path / "out.tgz")
    assert not (tmp_path / "out.tgz").exists()


def test_a_package_with_a_broken_file_is_not_built(source: Path, tmp_path: Path):
    (source / "broken.json").write_text("{")
    with pytest.raises(PackageError, match=r"broken\.json"):
        build_package(source, tmp_path / "out.tgz", manifest={"version": "1.0.0"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


def test_resources_in_subfolders_are_in_the_package(source: Path, tmp_path: Path):
    for folder, kind in (
        ("vocabulary/own", "ValueSet"),
        (".git", "Hidden"),
        ("node_modules/x", "No"),
    ):
        inner = source / folder
        inner.mkdir(parents=True)
        told = {"resourceType": kind, "id": "v", "url": "http://example.org/fhir/v"}
        (inner / f"{kind}-v.json").write_text(json.dumps(told))
        (inner / "package.json").write_text("{}")
    summary = build_package(source, tmp_path, manifest={"version": "1.2.0"})
    assert summary.kinds == {"StructureDefinition": 1, "ValueSet": 1}
    with tarfile.open(tmp_path / "se.region.profiles-1.2.0.tgz") as made:
        assert "package/ValueSet-v.json" in made.getnames()


def test_two_files_of_one_name_are_not_silently_one(source: Path, tmp_path: Path):
    (source / "more").mkdir()
    (source / "more" / "StructureDefinition-x.json").write_text(json.dumps(STRUCTURE))
    with pytest.raises(PackageError, match="have the same name"):
        build_package(source, tmp_path / "out.tgz", manifest={"version": "1.0.0"})
    assert not (tmp_path / "out.tgz").exists()


def test_an_installed_package_is_listed_found_and_used(source: Path, tmp_path: Path):
    cache = tmp_path / "cache"
    for version in ("1.9.0", "1.10.0"):
        build_package(source, tmp_path / f"{version}.tgz", manifest={"version": version})
        install_package(tmp_path / f"{version}.tgz", cache)
    assert list_packages(cache) == [
        Installed("se.region.profiles", version, cache / f"se.region.profiles#{version}")
        for version in ("1.9.0", "1.10.0")
    ]
    newest = cache / "se.region.profiles#1.10.0"
    assert package_place("se.region.profiles", cache) == newest
    assert package_place("se.region.profiles@1.10.0", cache) == newest
    assert find_installed("se.region.profiles", "1.9.x", cache) == (
        cache / "se.region.profiles#1.9.0"
    )
    assert inspect_package("se.region.profiles#1.9.0", cache).version == "1.9.0"
    used = Definitions.r4().with_package("se.region.profiles", cache=cache)
    assert used.get("http://example.org/fhir/StructureDefinition/x|1.2.0") == STRUCTURE


def test_installing_again_replaces_what_stood_there(source: Path, tmp_path: Path):
    cache = tmp_path / "cache"
    build_package(source, tmp_path / "p.tgz", manifest={"version": "1.0.0"})
    install_package(tmp_path / "p.tgz", cache)
    (cache / "se.region.profiles#1.0.0" / "package" / "old.json").write_text("{}")
    installed = install_package(tmp_path / "p.tgz", cache)
    assert sorted(path.name for path in (installed.place / "package").iterdir()) == [
        "StructureDefinition-x.json",
        "package.json",
    ]
    assert sorted(path.name for path in cache.iterdir()) == ["se.region.profiles#1.0.0"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "", 5])
def test_a_package_whose_name_is_no_name_is_not_installed(tmp_path: Path, name: object):
    folder, cache = tmp_path / "p", tmp_path / "cache"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0"}))
    if name == 5:
        (folder / "package.json").write_text("[]")
    with pytest.raises(PackageError, match="no FHIR package"):
        install_package(folder, cache)
    assert not cache.exists()


def test_an_empty_cache_has_no_packages(tmp_path: Path):
    assert list_packages(tmp_path / "none") == []
