"""FHIRPath Patch (https://hl7.org/fhir/R4/fhirpatch.html): operations as Parameters.

A path is read as steps over the JSON (`name[0]`, `telecom.where(system='phone')`, `first()`...), whose
conditions are FHIRPath; what stands where is said by the definitions, so that a list gets its list and
a choice its type.
"""

import copy
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from pk_fhir import fhirpath
from pk_fhir.definitions import Definitions, Element
from pk_fhir.definitions.elements import json_name
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.messages import told

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[(\d{1,6})\])?", re.ASCII)
_FUNCTION = re.compile(r"(where|first|last|ofType|as|extension)\((.*)\)", re.DOTALL)
_INDEXED = re.compile(r"(.*\))\[(\d{1,6})\]", re.DOTALL)
_MOST_OPERATIONS = 1000


class Spot(NamedTuple):
    """One element of a resource: where it is, and its FHIR type."""

    owner: dict[str, Any]
    key: str
    at: int | None
    type: str

    @property
    def value(self) -> Any:
        held = self.owner[self.key]
        return held if self.at is None else held[self.at]


def apply(resource: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The patched copy; FhirError "invalid" for no patch, "unprocessable" where it does not fit."""
    root = {"root": copy.deepcopy(resource)}
    operations = parameters.get("parameter")
    if not isinstance(operations, list) or not operations:
        raise FhirError("invalid", told("refused.patch-no-operation"))
    if len(operations) > _MOST_OPERATIONS:
        raise FhirError(
            "too-large", told("refused.patch-too-many", most_operations=_MOST_OPERATIONS)
        )
    for number, parameter in enumerate(operations):
        place = f"Parameters.parameter[{number}]"
        try:
            _apply(root, _parts(parameter))
        except _Unfit as problem:
            raise FhirError(
                problem.kind,
                [
                    Issue(
                        severity="error",
                        code="processing",
                        expression=place,
                        diagnostics=problem.args[0],
                        key="patch-does-not-fit",
                    )
                ],
            ) from problem
    patched: dict[str, Any] = root["root"]
    return patched


class _Unfit(Exception):  # noqa: N818 - a signal within this module
    def __init__(self, text: str, kind: Any = "unprocessable") -> None:
        self.kind = kind
        super().__init__(text)


def _parts(parameter: Any) -> dict[str, Any]:
    if not isinstance(parameter, dict) or parameter.get("name") != "operation":
        raise _Unfit(told("refused.fp-named-operation"), "invalid")
    parts = {
        str(part.get("name")): part
        for part in parameter.get("part") or ()
        if isinstance(part, dict)
    }
    kind = _plain(parts.get("type"))
    if kind not in _OPERATIONS or not isinstance(_plain(parts.get("path")), str):
        raise _Unfit(told("refused.fp-path-and-type", names=", ".join(_OPERATIONS)), "invalid")
    return parts


def _apply(root: dict[str, Any], parts: dict[str, Any]) -> None:
    _OPERATIONS[str(_plain(parts["type"]))](root, parts)


def _add(root: dict[str, Any], parts: dict[str, Any]) -> None:
    target = _one(root, _path(parts))
    name = str(_plain(parts.get("name")) or "").removesuffix("[x]")
    owner = target.value
    element = _child(target.type, name)
    if element is None or not isinstance(owner, dict):
        raise _Unfit(told("refused.fp-no-element", type=target.type, name=repr(name[:40])))
    value, type_name = _new(parts, element)
    key = json_name(name, type_name) if element.choice else name
    if element.many:
        owner.setdefault(key, []).append(value)
    elif key in owner:
        raise _Unfit(told("refused.fp-there-already", name=name))
    else:
        owner[key] = value


def _insert(root: dict[str, Any], parts: dict[str, Any]) -> None:
    owner, key, element = _list_at(root, parts)
    value, _ = _new(parts, element)
    listed = owner.setdefault(key, [])
    listed.insert(_index(parts, "index", len(listed)), value)


def _delete(root: dict[str, Any], parts: dict[str, Any]) -> None:
    spots = _spots(root, _path(parts))
    if len(spots) > 1:
        raise _Unfit(told("refused.fp-several"))
    for spot in spots:
        _remove(spot)


def _replace(root: dict[str, Any], parts: dict[str, Any]) -> None:
    spot = _one(root, _path(parts))
    name = _last_name(_path(parts))
    element = _child_named(root, _path(parts), name)
    value, type_name = _new(parts, element)
    if element is not None and element.choice:
        _remove(spot)
        spot.owner[json_name(name, type_name)] = value
    elif spot.at is None:
        spot.owner[spot.key] = value
    else:
        spot.owner[spot.key][spot.at] = value


def _move(root: dict[str, Any], parts: dict[str, Any]) -> None:
    owner, key, _ = _list_at(root, parts)
    listed = owner.get(key) or []
    source = _index(parts, "source", len(listed) - 1)
    destination = _index(parts, "destination", len(listed) - 1)
    listed.insert(destination, listed.pop(source))


_OPERATIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "add": _add,
    "insert": _insert,
    "delete": _delete,
    "replace": _replace,
    "move": _move,
}


def _path(parts: dict[str, Any]) -> str:
    return str(_plain(parts["path"]))


def _plain(part: Any) -> Any:
    if not isinstance(part, dict):
        return None
    return next((value for key, value in part.items() if key.startswith("value")), None)


def _new(parts: dict[str, Any], element: Element | None) -> tuple[Any, str]:
    """The value of an operation, and its type where a choice needs it."""
    part = parts.get("value")
    if not isinstance(part, dict):
        raise _Unfit(told("refused.fp-no-value"), "invalid")
    for key, value in part.items():
        if key.startswith("value"):
            return value, _type_named(key[5:], element)
    if not isinstance(part.get("part"), list) or element is None:
        raise _Unfit(told("refused.fp-no-value"), "invalid")
    return _complex(part["part"], element.types[0]), element.types[0]


def _type_named(suffix: str, element: Element | None) -> str:
    for type_name in element.types if element is not None else ():
        if type_name[0].upper() + type_name[1:] == suffix:
            return type_name
    return suffix


def _complex(parts: list[Any], type_name: str) -> dict[str, Any]:
    """An element without a type of its own in Parameters, part by part."""
    built: dict[str, Any] = {}
    for part in parts:
        name = str(part.get("name", "")) if isinstance(part, dict) else ""
        element = _child(type_name, name)
        if element is None:
            raise _Unfit(
                told("refused.fp-type-no-element", type_name=type_name, name=repr(name[:40]))
            )
        value, chosen = _new({"value": part}, element)
        key = json_name(name, chosen) if element.choice else name
        if element.many:
            built.setdefault(key, []).append(value)
        else:
            built[key] = value
    return built


def _index(parts: dict[str, Any], name: str, most: int) -> int:
    value = _plain(parts.get(name))
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _Unfit(told("refused.fp-index", name=name, most=most))
    return value


def _list_at(root: dict[str, Any], parts: dict[str, Any]) -> tuple[dict[str, Any], str, Element]:
    """The list that a path ends at, in its owner."""
    path = _path(parts)
    steps = _split(path)
    owner = _one(root, ".".join(steps[:-1]))
    element = _child(owner.type, steps[-1])
    if element is None or not element.many or not isinstance(owner.value, dict):
        raise _Unfit(told("refused.fp-no-list"))
    return owner.value, steps[-1], element


def _remove(spot: Spot) -> None:
    sibling = spot.owner.get(f"_{spot.key}")
    if spot.at is None:
        del spot.owner[spot.key]
        spot.owner.pop(f"_{spot.key}", None)
        return
    for key in (spot.key, f"_{spot.key}") if isinstance(sibling, list) else (spot.key,):
        del spot.owner[key][spot.at : spot.at + 1]
    if not spot.owner[spot.key]:
        del spot.owner[spot.key]
        spot.owner.pop(f"_{spot.key}", None)


def _one(root: dict[str, Any], path: str) -> Spot:
    spots = _spots(root, path)
    if len(spots) != 1:
        key = "refused.fp-finds-several" if spots else "refused.fp-finds-nothing"
        raise _Unfit(told(key, path=repr(path[:80])))
    return spots[0]


def _spots(root: dict[str, Any], path: str) -> list[Spot]:
    steps = _split(path)
    type_name = root["root"].get("resourceType")
    if not steps or steps[0] != type_name:
        raise _Unfit(told("refused.fp-begin", type_name=type_name))
    spots = [Spot(root, "root", None, str(type_name))]
    for step in steps[1:]:
        spots = _taken(spots, step)
    return spots


def _taken(spots: list[Spot], step: str) -> list[Spot]:
    indexed = _INDEXED.fullmatch(step)
    if indexed:
        return _taken(spots, indexed[1])[int(indexed[2]) :][:1]
    function = _FUNCTION.fullmatch(step)
    if function:
        return _filtered(spots, function[1], function[2].strip())
    named = _STEP.fullmatch(step)
    if named is None:
        raise _Unfit(told("refused.fp-step", step=repr(step[:60])))
    found = [child for spot in spots for child in _children(spot, named[1])]
    return found if named[2] is None else found[int(named[2]) :][:1]


def _filtered(spots: list[Spot], function: str, argument: str) -> list[Spot]:
    if function == "first":
        return spots[:1]
    if function == "last":
        return spots[-1:]
    if function in ("ofType", "as"):
        return [spot for spot in spots if spot.type == argument.rpartition(".")[2]]
    if function == "extension":
        inner = [child for spot in spots for child in _children(spot, "extension")]
        return _filtered(inner, "where", f"url = {argument}")
    try:
        condition = fhirpath.compile(argument)
        return [spot for spot in spots if _holds(condition, spot.value)]
    except fhirpath.FhirPathError as error:
        raise _Unfit(
            told("refused.fp-condition", argument=repr(argument[:80]), error=error)
        ) from error


def _holds(condition: fhirpath.Expression, value: Any) -> bool:
    return isinstance(value, dict) and condition.evaluate(value) == [True]


def _children(spot: Spot, name: str) -> list[Spot]:
    owner = spot.value
    element = _child(spot.type, name)
    if not isinstance(owner, dict) or element is None:
        raise _Unfit(told("refused.fp-no-element", type=spot.type, name=repr(name[:40])))
    found = []
    for key, type_name in element.json_names():
        value = owner.get(key)
        if isinstance(value, list):
            found += [Spot(owner, key, index, type_name) for index in range(len(value))]
        elif value is not None:
            found.append(Spot(owner, key, None, type_name))
        if found:
            break
    return found


def _child(type_name: str, name: str) -> Element | None:
    return Definitions.r4().children(type_name).get(name)


def _last_name(path: str) -> str:
    names = [named[1] for step in _split(path) if (named := _STEP.fullmatch(step))]
    return names[-1] if names else ""


def _child_named(root: dict[str, Any], path: str, name: str) -> Element | None:
    """What the last name of a path is, in its owner's type."""
    steps = _split(path)
    while steps and not ((named := _STEP.fullmatch(steps[-1])) and named[1] == name):
        steps.pop()
    if len(steps) < 2:  # noqa: PLR2004 - the resource itself has no owner
        raise _Unfit(told("refused.fp-whole"))
    owners = _spots(root, ".".join(steps[:-1]))
    return _child(owners[0].type, name) if owners else None


def _split(path: str) -> list[str]:
    """The steps of a path, at the points that stand outside brackets and quotes."""
    steps, depth, quoted, start = [], 0, False, 0
    for place, char in enumerate(path):
        if char == "'" and path[place - 1 : place] != "\\":
            quoted = not quoted
        elif not quoted and char in "([":
            depth += 1
        elif not quoted and char in ")]":
            depth -= 1
        elif char == "." and not quoted and not depth:
            steps.append(path[start:place])
            start = place + 1
    return [*steps, path[start:]]
