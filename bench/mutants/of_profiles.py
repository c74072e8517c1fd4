"""Changes of profiles: one element of a differential is constrained otherwise, and the resource is left.

How slicing, pinned values, cardinality, bindings and invariants of a profile are read, judged by what
two validators say of a resource that claims it.
"""

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Element = dict[str, Any]
PINS = ("fixed", "pattern")
EXPRESSIONS = (
    "id.exists()",
    "children().count() < 3",
    "extension.empty()",
    "hasValue() or children().exists()",
    "$this is string",
)


def make(folder: Path, cases: Path, seed: int, count: int) -> int:
    """Write `count` steps of a cases.json, each with one of its profiles changed, into a folder."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    files, given = folder / "files", cases.parent / "files"
    files.mkdir(parents=True, exist_ok=True)
    rows = list(_profiled(cases, given))
    steps: dict[str, dict[str, Any]] = {}
    while len(steps) < count:
        case, name, profile = chance.choice(rows)
        changed, what = _changed(profile, chance)
        title = f"{case['id']} | {name}: {what}"
        if not what or title in steps:
            continue
        mine = f"profile-{len(steps):05}.json"
        (files / mine).write_text(json.dumps(changed))
        for file in (case["resource"], *case["definitions"]):
            shutil.copy(given / file, files / file)
        definitions = [mine if each == name else each for each in case["definitions"]]
        step = {key: case[key] for key in ("resource", "profile", "options")}
        steps[title] = {"id": title, "definitions": definitions, **step}
    (folder / "cases.json").write_text(json.dumps(list(steps.values())))
    print(f"{len(steps)} changed profiles in {folder}")
    return 0


def _profiled(cases: Path, files: Path) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    for case in json.loads(cases.read_text())["cases"]:
        if case.get("targets") or not case["resource"].endswith(".json"):
            continue
        for name in case["definitions"]:
            found = json.loads((files / name).read_text())
            if found["resourceType"] == "StructureDefinition" and found.get("differential"):
                yield case, name, found


def _changed(profile: dict[str, Any], chance: random.Random) -> tuple[dict[str, Any], str]:
    """A profile with one element changed, and what was done; "" where there is none to change."""
    made = copy.deepcopy(profile)
    # Both validators make the snapshot from what is changed.
    made.pop("snapshot", None)
    elements = [each for each in made["differential"]["element"] if "." in each["path"]]
    ways = [(each, name) for each in elements for name, (fits, _) in CHANGES.items() if fits(each)]
    if not ways:
        return made, ""
    element, name = chance.choice(ways)
    CHANGES[name][1](element, chance)
    return made, f"{name} {element.get('id', element['path'])}"


def _pins(element: Element) -> list[str]:
    return [key for key in element if key.startswith(PINS)]


def _other(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else value


def _pin(element: Element, _chance: random.Random) -> None:
    for key in _pins(element):
        element[key] = _other(element[key])


def _unpin(element: Element, _chance: random.Random) -> None:
    for key in _pins(element):
        del element[key]


def _swap(element: Element, _chance: random.Random) -> None:
    for key in _pins(element):
        old, new = PINS if key.startswith("fixed") else PINS[::-1]
        element[new + key.removeprefix(old)] = element.pop(key)


def _discriminate(element: Element, chance: random.Random) -> None:
    listed = element["slicing"].setdefault("discriminator", [{"type": "value", "path": "$this"}])
    listed[0]["type"] = chance.choice(["value", "pattern", "type", "exists", "profile"])


def _free_targets(element: Element, _chance: random.Random) -> None:
    for each in element["type"]:
        each.pop("profile", None)
        each.pop("targetProfile", None)


def _demand(element: Element, chance: random.Random) -> None:
    rule = {
        "key": "x-1",
        "severity": "error",
        "human": "x",
        "expression": chance.choice(EXPRESSIONS),
    }
    element["constraint"] = [*element.get("constraint", ()), rule]


def _with(*names: str) -> Callable[[Element], bool]:
    return lambda element: all(name in element for name in names)


def _update(**parts: Any) -> Callable[[Element, random.Random], None]:  # noqa: ANN401 - JSON values
    return lambda element, _chance: element.update(parts)


def _slice(**parts: Any) -> Callable[[Element, random.Random], None]:  # noqa: ANN401 - JSON values
    return lambda element, _chance: element["slicing"].update(parts)


CHANGES: dict[str, tuple[Callable[[Element], bool], Callable[[Element, random.Random], None]]] = {
    "optional": (_with(), _update(min=0)),
    "required": (_with(), _update(min=1)),
    "forbidden": (_with(), _update(min=0, max="0")),
    "once": (_with(), _update(max="1")),
    "short": (_with(), _update(maxLength=2)),
    "invariant": (_with(), _demand),
    "closed": (_with("slicing"), _slice(rules="closed")),
    "open": (_with("slicing"), _slice(rules="open")),
    "open at end": (_with("slicing"), _slice(rules="openAtEnd")),
    "ordered": (_with("slicing"), _slice(ordered=True)),
    "discriminator": (_with("slicing"), _discriminate),
    "pinned otherwise": (lambda element: bool(_pins(element)), _pin),
    "not pinned": (lambda element: bool(_pins(element)), _unpin),
    "fixed for pattern": (lambda element: bool(_pins(element)), _swap),
    "any profile": (_with("type"), _free_targets),
    "first type": (_with("type"), lambda element, _chance: element.update(type=element["type"][:1])),
    "bound": (_with("binding"), lambda element, _chance: element["binding"].update(strength="required")),
    "unbound": (_with("binding"), lambda element, _chance: element.pop("binding")),
}  # fmt: skip
