"""`docs/attacks.md` names tests that exist, for every attack of the list."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| .+ \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ATTACKS = 52


def rows() -> dict[int, list[tuple[str, str]]]:
    table = (ROOT / "docs" / "attacks.md").read_text()
    return {int(number): NAMED.findall(held) for number, held in ROW.findall(table)}


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_attack_is_held_by_tests_that_exist() -> None:
    found = rows()
    assert list(found) == list(range(1, ATTACKS + 1))
    assert [number for number, held in found.items() if not held] == []
    named = {each for held in found.values() for each in held}
    known = {file: functions_of(file) for file, _ in named}
    assert [f"{file}::{test}" for file, test in sorted(named) if test not in known[file]] == []


def test_every_numbered_test_stands_in_the_row_of_its_number() -> None:
    """A test that says which attack it tries is named by the table."""
    named = {test for held in rows().values() for _, test in held}
    tried = {
        test
        for path in (ROOT / "tests" / "integration" / "access").glob("test_attacks_*.py")
        for test in functions_of(str(path.relative_to(ROOT)))
        if re.match(r"test_\d\d_", test)
    }
    assert tried - named == set()
