"""Who the view is about: one person's national identifiers, in every spelling, and what they say.

Patients are matched on a normalised national identifier only. A number that names a birth date lets us
see when a source means somebody else.
"""

from collections.abc import Iterable
from datetime import date

from pk_fhir.contract import identifiers
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.sync import Person

Identifier = tuple[str, str]


def canonical(identifier: Identifier) -> Identifier:
    """The identifier in its one spelling; FhirError "invalid" for what names no person.

    The number itself is never part of the error.
    """
    system = identifiers.canonical_system(identifier[0].strip())
    value = identifiers.canonical_value(system, identifier[1])
    if system not in identifiers.PERSON_SYSTEMS:
        known = ", ".join(sorted(identifiers.PERSON_SYSTEMS))
        raise FhirError("invalid", told("view.error.system", systems=known))
    finding = identifiers.check(system, value)
    if not value or (finding and finding.severity == "error"):
        raise FhirError("invalid", told("view.error.number"))
    return system, value


def person(known: Iterable[Identifier]) -> Person:
    """Whom to ask sources about: every identifier, by every name that its system goes by."""
    return Person.of(known)


def born(identifier: Identifier) -> date | None:
    """The birth date that a personnummer or samordningsnummer states; None where it states none."""
    system, value = identifier
    if system == identifiers.RESERVNUMMER or not value[:8].isdigit():
        return None
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8])
    if system == identifiers.SAMORDNINGSNUMMER:
        day -= identifiers.DAY_OFFSET
    try:
        return date(year, month, day)
    except ValueError:
        return None
