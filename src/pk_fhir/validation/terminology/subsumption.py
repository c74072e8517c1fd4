"""FHIRPath's `subsumes`: whether one coded value stands above another, by the hierarchies known here.

https://hl7.org/fhir/R4/fhirpath.html#functions. A CodeableConcept is above another if any of its codings is
above any of the other's. How codes of two systems relate is not known here.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.validation.terminology.codings import key_of
from pk_fhir.validation.terminology.store import Tables


def subsumed(tables: Tables, general: Any, special: Any) -> bool | None:
    """Whether `general` is `special`, or above it; None where that cannot be known here."""
    verdicts = {
        _above(tables, above, below) for above in _codings(general) for below in _codings(special)
    }
    return True if True in verdicts else None if None in verdicts or not verdicts else False


def _codings(coded: Any) -> Iterable[dict[str, Any]]:
    if not isinstance(coded, dict):
        return ()
    listed = coded.get("coding", [coded])
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else ()


def _above(tables: Tables, above: dict[str, Any], below: dict[str, Any]) -> bool | None:
    system, version, general, _ = key_of(above)
    other, _, special, _ = key_of(below)
    if not general or not special or system != other:
        return None
    if general == special:
        return True
    table = tables.table(system, version or "") if system else None
    if table is None or not table.usable:
        return None
    one, another = table.find(general), table.find(special)
    if one is None or another is None:
        return None
    return one.code == another.code or one.code in table.above(another.code)
