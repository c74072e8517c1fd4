"""Who the view is about: one person's national identifiers, in every spelling, and what they say.

Patients are matched on a normalised national identifier only. A number that names a birth date lets us
see when a source means somebody else.
"""

from collections.abc import Iterable
from datetime import date

from pk_fhir.access.persons import Identifier
from pk_fhir.contract import identifiers
from pk_fhir.sync import Person


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
