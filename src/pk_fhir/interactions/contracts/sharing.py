"""What contracts share with one another: patients, professionals, organisations.

A contract says what it knows of them. What it says replaces what was said before, element by element;
what it does not say stays as somebody else has said it.
"""

from typing import Any

# Elements whose members are collected: what one contract names does not take away what another did.
COLLECTED = ("identifier", "link")
SERVER = ("versionId", "lastUpdated")


def merged(stored: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """The stored resource with what the contract says of it."""
    result = {**stored, **{name: value for name, value in said.items() if name != "meta"}}
    for name in COLLECTED:
        if name in stored or name in said:
            result[name] = _together(said.get(name) or [], stored.get(name) or [])
    result["meta"] = _meta(stored.get("meta") or {}, said.get("meta") or {})
    return result


def same(stored: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether both say the same, but for what the server sets."""
    return _stripped(stored) == _stripped(other)


def _meta(stored: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    # A security label (protected identity) is never taken away by somebody who does not mention it.
    lists: dict[str, Any] = {
        name: _together(said.get(name) or [], stored.get(name) or [])
        for name in ("profile", "security", "tag")
        if name in stored or name in said
    }
    return {**stored, **said, **lists}


def _together(first: list[Any], second: list[Any]) -> list[Any]:
    keys = [_key(member) for member in first]
    return [*first, *(member for member in second if _key(member) not in keys)]


def _key(member: Any) -> Any:
    """What makes two members the same: system and value of an identifier, system and code of a coding."""
    if isinstance(member, dict) and "system" in member:
        return member["system"], member.get("value", member.get("code"))
    return member


def _stripped(resource: dict[str, Any]) -> dict[str, Any]:
    meta = {k: v for k, v in (resource.get("meta") or {}).items() if k not in SERVER}
    return {**{k: v for k, v in resource.items() if k != "id"}, "meta": meta}
