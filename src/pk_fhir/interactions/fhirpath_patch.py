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
    operations = parameters.get("parameter", [])
    if not isinstance(operations, list):
        raise FhirError("invalid", told("refused.patch-no-operation"))
    if len(operations) > _MOST_OPERATIONS:
        raise FhirError(
            "too-large", told("refused.patch-too-many", most_operations=_MOST_OPERATIONS)
        )
    for number, parameter in enumerate(operations):
        place = f"Parameters.parameter[{number}]"
        try:
            _apply(root, _parts(parameter))
            _prune(root)
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
    listed = parameter.get("part")
    parts = {
        str(part.get("name")): part
        for part in (listed if isinstance(listed, list) else ())
        if isinstance(part, dict)
    }
    kind, path = _plain(parts.get("type")), _plain(parts.get("path"))
    if not isinstance(path, str) or not isinstance(kind, str) or kind not in _OPERATIONS:
        raise _Unfit(told("refused.fp-path-and-type", names=", ".join(_OPERATIONS)), "invalid")
    return parts


def _apply(root: dict[str, Any], parts: dict[str, Any]) -> None:
    _OPERATIONS[str(_plain(parts["type"]))](root, parts)


def _prune(value: Any) -> None:
    """Leave out what is empty now: an element with nothing in it is none."""
    for key in list(value) if isinstance(value, dict) else range(len(value) - 1, -1, -1):
        child = value[key]
        if isinstance(child, dict | list):
            _prune(child)
            if not child or (isinstance(child, list) and all(each is None for each in child)):
                del value[key]


def _add(root: dict[str, Any], parts: dict[str, Any]) -> None:
    target = _one(root, _path(root, parts))
    owner, name = target.value, str(_plain(parts.get("name")) or "")
    if not isinstance(owner, dict):
        raise _no_element(target.type, name)
    element = _named(target.type, name)
    if not element.many and _children(target, element.name):
        raise _Unfit(told("refused.fp-there-already", name=name))
    _give(owner, element, _new(parts, element))


def _insert(root: dict[str, Any], parts: dict[str, Any]) -> None:
    owner, key, element = _list_at(root, parts)
    new = _new(parts, element)
    _put(owner, key, _index(parts, "index", len(owner.get(key) or ())), new)


def _give(owner: dict[str, Any], element: Element, new: "_New") -> None:
    """Add to a list, or set what is no list."""
    if element.many:
        _put(owner, element.name, len(owner.get(element.name) or ()), new)
    elif element.choice:
        _set(owner, json_name(element.name, new.type), new)
    else:
        _set(owner, element.name, new)


def _set(owner: dict[str, Any], key: str, new: "_New") -> None:
    """Make this the element: what stood beside the old one's value goes with it."""
    owner.pop(f"_{key}", None)
    owner[key] = new.value
    if new.beside is not None:
        owner[f"_{key}"] = new.beside


def _put(owner: dict[str, Any], key: str, at: int, new: "_New") -> None:
    """Put a new one into a list, and what stands beside its value into the list beside it."""
    beside = _beside(owner, key) if new.beside is None else _beside(owner, key, make=True)
    owner.setdefault(key, []).insert(at, new.value)
    if beside is not None:
        beside.insert(at, new.beside)


def _beside(owner: dict[str, Any], key: str, *, make: bool = False) -> list[Any] | None:
    """The list of ids and extensions beside a list of primitives, as long as that one."""
    listed = owner.setdefault(f"_{key}", []) if make else owner.get(f"_{key}")
    if not isinstance(listed, list):
        return None
    listed += [None] * (len(owner.get(key) or ()) - len(listed))
    return listed


def _delete(root: dict[str, Any], parts: dict[str, Any]) -> None:
    spots = _spots(root, _path(root, parts))
    if len(spots) > 1:
        raise _Unfit(told("refused.fp-several"))
    for spot in spots:
        if spot.owner is root:
            raise _Unfit(told("refused.fp-whole"))
        _remove(spot)


def _replace(root: dict[str, Any], parts: dict[str, Any]) -> None:
    path = _path(root, parts)
    spot = _one(root, path)
    name = _last_name(path)
    element = _child_named(root, path, name)
    new = _new(parts, element)
    if element is not None and element.choice:
        _remove(spot)
        _set(spot.owner, json_name(name, new.type), new)
    elif spot.at is None:
        _set(spot.owner, spot.key, new)
    else:
        spot.owner[spot.key][spot.at] = new.value
        beside = _beside(spot.owner, spot.key, make=new.beside is not None)
        if beside is not None:
            beside[spot.at] = new.beside


def _move(root: dict[str, Any], parts: dict[str, Any]) -> None:
    owner, key, _ = _list_at(root, parts)
    listed: list[Any] = owner.get(key) or []
    source = _index(parts, "source", len(listed) - 1)
    destination = _index(parts, "destination", len(listed) - 1)
    for each in (listed, _beside(owner, key)):
        if each:
            each.insert(destination, each.pop(source))


_OPERATIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "add": _add,
    "insert": _insert,
    "delete": _delete,
    "replace": _replace,
    "move": _move,
}


def _path(root: dict[str, Any], parts: dict[str, Any]) -> str:
    """The path from the resource's type on: FHIRPath may leave that out, or call it Resource."""
    path, type_ = str(_plain(parts["path"])).strip(), str(root["root"].get("resourceType"))
    first, _, rest = path.partition(".")
    if first in ("Resource", "DomainResource", "%resource", "$this"):
        return f"{type_}.{rest}" if rest else type_
    named = _STEP.fullmatch(first.partition("(")[0])
    is_child = named is not None and _child(type_, named[1]) is not None
    return f"{type_}.{path}" if is_child else path


def _plain(part: Any) -> Any:
    if not isinstance(part, dict):
        return None
    return next((value for key, value in part.items() if key.startswith("value")), None)


class _New(NamedTuple):
    """A value of an operation, its type, and the id and extensions of a primitive."""

    value: Any
    type: str
    beside: Any = None


def _new(parts: dict[str, Any], element: Element | None) -> _New:
    """What an operation puts in: a copy, for another may change it, and all may run again."""
    part = parts.get("value")
    if not isinstance(part, dict):
        raise _Unfit(told("refused.fp-no-value"), "invalid")
    for key, value in copy.deepcopy(part).items():
        if key.startswith("value"):
            return _New(value, _type_named(key[5:], element), part.get(f"_{key}"))
        if key == "resource":
            return _New(value, "Resource")
    if not isinstance(part.get("part"), list) or element is None:
        raise _Unfit(told("refused.fp-no-value"), "invalid")
    return _New(_complex(part["part"], element.types[0]), element.types[0])


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
        element = _named(type_name, name)
        _give(built, element, _new({"value": part}, element))
    return built


def _index(parts: dict[str, Any], name: str, most: int) -> int:
    value = _plain(parts.get(name))
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _Unfit(told("refused.fp-index", name=name, most=most))
    return value


def _list_at(root: dict[str, Any], parts: dict[str, Any]) -> tuple[dict[str, Any], str, Element]:
    """The list that a path ends at, in its owner."""
    steps = _split(_path(root, parts))
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
        raise _no_element(spot.type, name)
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


def _named(type_name: str, name: str) -> Element:
    """What an operation or a part calls so: a choice also as its definition (value[x]) or JSON (valueString) does."""
    element = _child(type_name, name.removesuffix("[x]"))
    if element is None:
        choices = (each for each in Definitions.r4().children(type_name).values() if each.choice)
        element = next((each for each in choices if name in dict(each.json_names())), None)
    if element is None:
        raise _no_element(type_name, name)
    return element


def _no_element(type_name: str, name: str) -> _Unfit:
    return _Unfit(told("refused.fp-no-element", type=type_name, name=repr(name[:40])))


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
