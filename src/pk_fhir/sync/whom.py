"""Who was set aside, as text for the database: a person's identifiers, or who names them at the source."""

import msgspec

from pk_fhir.contract.identifiers import canonical_system
from pk_fhir.sync.source import Person

_Stated = str | list[tuple[str, str]]


def named(whom: Person | str) -> str:
    """A person, or what stands for one at the source ("Patient/1")."""
    stated: _Stated = whom if isinstance(whom, str) else _canonical(whom)
    return msgspec.json.encode(stated).decode()


def meant(name: str) -> Person | str:
    """Whom such a text names."""
    stated = msgspec.json.decode(name, type=_Stated)
    return stated if isinstance(stated, str) else Person.of(stated)


def _canonical(person: Person) -> list[tuple[str, str]]:
    return sorted({(canonical_system(system), value) for system, value in person.identifiers})
