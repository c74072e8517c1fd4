"""Slices of a made profile, by each kind of discriminator, and slices of slices.

https://hl7.org/fhir/R4/profiling.html#discriminator.
"""

from typing import Any

from bench.mutants.made_draft import LEFT_OUT, PINNED, SIMPLE, Draft
from bench.mutants.made_steps import likely
from bench.mutants.spots import Child, Json, types

Values = list[Json]


def slice_one(draft: Draft) -> None:
    """Slice one list or choice of the resource by one kind of discriminator."""
    fitting = [
        each
        for each in types().children(draft.kind).values()
        if (each.many or each.choice)
        and each.name not in LEFT_OUT
        and not each.element.get("contentReference")
    ]
    child = draft.chance.choice(fitting)
    if child.choice:
        _slice_choice(draft, child)
        return
    base = f"{draft.kind}.{child.name}"
    if base in draft.elements:
        return
    values = [draft.maker.value(child, 1) for _ in range(draft.chance.randint(1, 4))]
    draft.resource[child.name] = [each for each in values if each not in ({}, None)] or [
        draft.maker.value(child, 1)
    ]
    way = draft.chance.choice((_by_value, _by_value, _by_exists, _by_this, _by_profile, _by_type))
    way(draft, base, child, draft.resource[child.name])


def _open(draft: Draft, base: str, *discriminators: tuple[str, str]) -> None:
    rules = draft.chance.choice(("open", "open", "closed", "openAtEnd"))
    told = [{"type": kind, "path": path} for kind, path in discriminators]
    sliced = {"discriminator": told, "rules": rules}
    if likely(draft.chance, 0.2):
        sliced["ordered"] = True
    draft.add(base, slicing=sliced)
    draft.done.append(f"{'+'.join(kind for kind, _ in discriminators)} {rules}")


def _limits(draft: Draft) -> dict[str, Json]:
    least = draft.chance.choice((0, 0, 1))
    return {"min": least, "max": draft.chance.choice(("1", "*", "2"))}


def _inner(kind: str, values: list[Json]) -> list[tuple[str, Child]]:
    """Paths of one or two steps to what a discriminator may look at, where some value has it."""
    found: list[tuple[str, Child]] = []
    for child in types().children(kind).values():
        if (
            child.name in LEFT_OUT
            or child.choice
            or not any(isinstance(v, dict) and child.name in v for v in values)
        ):
            continue
        if child.type in PINNED:
            found.append((child.name, child))
        below = [w for v in values if isinstance(v, dict) for w in _listed(v.get(child.name))]
        for inner in types().children(child.type).values():
            here = any(isinstance(w, dict) and inner.name in w for w in below)
            if inner.type in PINNED and here and not inner.choice and inner.name not in LEFT_OUT:
                found.append((f"{child.name}.{inner.name}", inner))
    return found


def _by_value(draft: Draft, base: str, child: Child, values: list[Json]) -> None:
    inner = _inner(child.type, values)
    if not inner:
        _by_this(draft, base, child, values)
        return
    path, element = draft.chance.choice(inner)
    _open(draft, base, (draft.chance.choice(("value", "pattern")), path))
    wanted = [w for v in values for w in _at(v, path.split("."))]
    for number, one in enumerate(draft.some(wanted)):
        _named(draft, base, number, {path: draft.pin(element.type, one)})
        if likely(draft.chance, 0.3):
            _again(draft, f"{base}:s{number}", child, values)


def _again(draft: Draft, base: str, child: Child, values: list[Json]) -> None:
    """Slices of a slice."""
    inner = _inner(child.type, values)
    if not inner:
        return
    path, element = draft.chance.choice(inner)
    wanted = [w for v in values for w in _at(v, path.split("."))]
    draft.add(
        base,
        slicing={
            "discriminator": [{"type": "value", "path": path}],
            "rules": draft.chance.choice(("open", "closed")),
        },
    )
    name = base.rpartition(":")[2]
    again = f"{base}/r0"
    draft.add(again, sliceName=f"{name}/r0", **_limits(draft))
    draft.add(f"{again}.{path}", min=1, **draft.pin(element.type, draft.some(wanted)[0]))
    draft.done.append("re-sliced")


def _by_this(draft: Draft, base: str, child: Child, values: list[Json]) -> None:
    _open(draft, base, (draft.chance.choice(("value", "pattern")), "$this"))
    if child.type not in PINNED:
        return
    for number, one in enumerate(draft.some(values)):
        identity = _named(draft, base, number, {})
        if child.type == "CodeableConcept" and likely(draft.chance, 0.4):
            draft.add(identity, binding={"strength": "required", "valueSet": draft.value_set(one)})
        else:
            draft.add(identity, **draft.pin(child.type, one))


def _by_exists(draft: Draft, base: str, child: Child, values: list[Json]) -> None:
    inner = [each for each in _inner(child.type, values) if "." not in each[0]]
    if not inner:
        return
    path = draft.chance.choice(inner)[0]
    _open(draft, base, ("exists", path))
    _named(draft, base, 0, {path: {"min": 1}})
    _named(draft, base, 1, {path: {"max": "0"}})


def _by_type(draft: Draft, base: str, child: Child, _values: list[Json]) -> None:
    if child.type != "Reference":
        inner = [
            each
            for each in types().children(child.type).values()
            if each.choice or each.type == "Reference"
        ]
        if not inner:
            return
        one = draft.chance.choice(inner)
        name = str(one.element["path"]).rpartition(".")[2]
        if one.choice:
            _open(draft, base, ("type", name.removesuffix("[x]")))
            _named(draft, base, 0, {name: {"type": [{"code": one.type}], "min": 1}})
        else:
            _open(draft, base, ("type", f"{name}.resolve()"))
            _named(
                draft,
                base,
                0,
                {
                    name: {
                        "type": [{"code": "Reference", "targetProfile": [draft.target(one)]}],
                        "min": 1,
                    }
                },
            )
        return
    _open(draft, base, ("type", "resolve()"))
    identity = _named(draft, base, 0, {})
    draft.add(identity, type=[{"code": "Reference", "targetProfile": [draft.target(child)]}])


def _by_profile(draft: Draft, base: str, child: Child, values: list[Json]) -> None:
    if child.type == "Reference":
        _open(draft, base, ("profile", "resolve()"))
        identity = _named(draft, base, 0, {})
        draft.add(identity, type=[{"code": "Reference", "targetProfile": [draft.target(child)]}])
        return
    if child.type in SIMPLE or "." in child.type:
        return
    _open(draft, base, ("profile", "$this"))
    identity = _named(draft, base, 0, {})
    draft.add(identity, type=[{"code": child.type, "profile": [_of_type(draft, child, values)]}])


def _of_type(draft: Draft, child: Child, values: list[Json]) -> str:
    """A profile of a datatype that pins one of its parts."""
    inner = [each for each in _inner(child.type, values) if "." not in each[0]]
    elements: list[dict[str, Any]] = [{"id": child.type, "path": child.type}]
    if inner:
        path, element = draft.chance.choice(inner)
        wanted = [w for v in values for w in _at(v, path.split("."))]
        at = f"{child.type}.{path}"
        elements.append(
            {"id": at, "path": at, "min": 1, **draft.pin(element.type, draft.some(wanted)[0])}
        )
    return draft.type_profile(child.type, elements)


def _slice_choice(draft: Draft, child: Child) -> None:
    path = str(child.element["path"]).partition(".")[2]
    base = f"{draft.kind}.{path}"
    if base in draft.elements:
        return
    plain = path.removesuffix("[x]")
    for other in [name for name in draft.resource if name.startswith(plain) and name != plain]:
        del draft.resource[other]
    draft.resource[child.name] = draft.maker.value(child, 1)
    draft.add(
        base,
        slicing={
            "discriminator": [{"type": "type", "path": "$this"}],
            "rules": draft.chance.choice(("open", "closed")),
            "ordered": False,
        },
    )
    siblings = [
        each
        for each in types().children(draft.kind).values()
        if each.element["path"] == child.element["path"]
    ]
    for one in draft.chance.sample(siblings, min(2, len(siblings))):
        identity = f"{base}:{one.name}"
        draft.add(
            identity,
            sliceName=one.name,
            type=[{"code": one.type}],
            min=draft.chance.choice((0, 1)),
            max="1",
        )
        if one.name == child.name and one.type in PINNED:
            draft.add(identity, **draft.pin(one.type, draft.resource[child.name]))
    draft.done.append("choice")


def _named(draft: Draft, base: str, number: int, parts: dict[str, dict[str, Any]]) -> str:
    identity = f"{base}:s{number}"
    draft.add(identity, sliceName=f"s{number}", **_limits(draft))
    for path, put in parts.items():
        least = {} if "max" in put else {"min": 1}
        draft.add(f"{identity}.{path}", **(least | put))
    return identity


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _at(value: Json, way: list[str]) -> list[Json]:
    """What a value has at the end of a way."""
    if not way:
        return _listed(value)
    return [
        found
        for each in _listed(value)
        if isinstance(each, dict)
        for found in _at(each.get(way[0]), way[1:])
    ]
