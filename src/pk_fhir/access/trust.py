"""What FHIR resources say of law and trust, as facts: blocks, consents, care relations, representatives.

A block is a Consent with policyRule OPTOUT whose actor is the unit or care giver as custodian (CST); a
consent one with OPTIN whose actor receives (IRCP). A nested provision of a block with a class or code
leaves an information type out; one without is a temporary lifting.
https://hl7.org/fhir/R4/consent.html, https://hl7.org/fhir/R4/episodeofcare.html,
https://hl7.org/fhir/R4/relatedperson.html
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from pk_fhir.access.persons import canonical
from pk_fhir.access.policy.blocks import INFORMATION_TYPES
from pk_fhir.access.policy.facts import (
    Block,
    Consent,
    Kind,
    Lifting,
    Period,
    Relation,
    Representative,
)
from pk_fhir.contract.identifiers import PERSON_SYSTEMS
from pk_fhir.fhir.dates import span

SCOPE = "patient-privacy"
CATEGORIES: dict[str, Kind] = {"inner-block": "inner", "outer-block": "outer"}
PROTECTED = frozenset({"sekretessmarkering", "skyddadFolkbokforing"})
GUARDIANS = frozenset({"GUARD", "custodian"})
REPRESENTATIVES = frozenset({"special-representative", "administrator", "proxy"})
CARE_SCOPES = frozenset({"care-for-person", "decide-care"})
NEVER = Period(0, 0)
MICROS = 1_000_000

Resource = dict[str, Any]


class Owners(msgspec.Struct, frozen=True):
    """`hsa` tells the HSA-id of a Reference, None where it cannot be known; `givers` are the HSA-ids
    that are known to be of care givers, every other is a unit's."""

    hsa: Callable[[Any], str | None]
    givers: frozenset[str]

    def placed(self, reference: Any) -> tuple[str | None, str | None]:
        """(unit, giver): the HSA-id of a Reference in its place."""
        found = self.hsa(reference)
        return (None, found) if found in self.givers else (found, None)


def block(consent: Resource, owners: Owners) -> Block | None:
    """The block that a Consent is; None where it is none. What cannot be read makes it wider."""
    if not _is_active(consent) or "OPTOUT" not in set(_codes(consent.get("policyRule"))):
        return None
    provision = _dict(consent.get("provision"))
    kind = _kind(consent)
    owner = _actor(provision, owners, "CST")
    data = provision.get("dataPeriod")
    nested = [_dict(each) for each in _list(provision.get("provision"))]
    return Block(
        kind=kind,
        unit=owner if kind != "outer" else None,
        giver=owner if kind != "inner" else None,
        period=_period(provision.get("period"), Period()),
        about=None if data is None else _about(data),
        excluded=frozenset(code for each in nested for code in _excluded(each)),
        liftings=tuple(found for each in nested if (found := _lifting(each, owners)) is not None),
    )


def _kind(consent: Resource) -> Kind:
    kinds = {
        CATEGORIES[code]
        for each in _list(consent.get("category"))
        for code in _codes(each)
        if code in CATEGORIES
    }
    return kinds.pop() if len(kinds) == 1 else "unstated"


def _about(data: Any) -> Period | None:
    period = _period(data, Period())
    return None if period == Period() else period


def _excluded(provision: Resource) -> Iterator[str]:
    if provision.get("type") != "permit":
        return
    stated = [coding for coding in _list(provision.get("class")) if isinstance(coding, dict)]
    codes = [str(coding.get("code")) for coding in stated]
    codes += [code for each in _list(provision.get("code")) for code in _codes(each)]
    for code in codes:
        known = INFORMATION_TYPES.get(code, code)
        if known in INFORMATION_TYPES.values():
            yield known


def _lifting(provision: Resource, owners: Owners) -> Lifting | None:
    if provision.get("type") != "permit" or provision.get("class") or provision.get("code"):
        return None
    unit = giver = employee = None
    for actor in _list(provision.get("actor")):
        reference = _dict(actor).get("reference")
        if _names_a_person(reference):
            employee = owners.hsa(reference) or "?"
        else:
            at_unit, at_giver = owners.placed(reference)
            unit, giver = unit or at_unit, giver or at_giver
    period = _period(provision.get("period"), NEVER, NEVER)
    return Lifting(period=period, unit=unit, giver=giver, employee=employee)


def consent(resource: Resource, owners: Owners) -> Consent | None:
    """The consent (samtycke) that a Consent is; what cannot be read makes it narrower."""
    provision = _dict(resource.get("provision"))
    opted_in = "OPTIN" in set(_codes(resource.get("policyRule")))
    if not _is_active(resource) or not opted_in or provision.get("type", "permit") != "permit":
        return None
    unit = giver = employee = None
    for actor in _list(provision.get("actor")):
        if "IRCP" not in set(_codes(_dict(actor).get("role"))):
            continue
        reference = _dict(actor).get("reference")
        if _names_a_person(reference):
            employee = owners.hsa(reference) or "?"
        else:
            at_unit, at_giver = owners.placed(reference)
            unit, giver = unit or at_unit, giver or at_giver
    purposes = {str(_dict(each).get("code")) for each in _list(provision.get("purpose"))}
    return Consent(
        period=_period(provision.get("period"), Period(), NEVER),
        purposes=frozenset(purposes),
        unit=unit,
        giver=giver,
        employee=employee,
    )


def relation(episode: Resource, owners: Owners, giver: str) -> Relation | None:
    """The care relation with the care giver `giver` that an EpisodeOfCare states."""
    if episode.get("status") != "active":
        return None
    managing = episode.get("managingOrganization")
    unit = owners.hsa(managing) if managing is not None else None
    if managing is not None and unit is None:
        return None
    return Relation(
        period=_period(episode.get("period"), Period(), NEVER),
        unit=None if unit == giver else unit,
        giver=giver,
    )


def representatives(related: Resource) -> Iterator[Representative]:
    """Those whom a RelatedPerson lets act for the patient, by each of their national identifiers."""
    codes = {code for each in _list(related.get("relationship")) for code in _codes(each)}
    guardian = bool(codes & GUARDIANS)
    if not guardian and not (codes & REPRESENTATIVES and CARE_SCOPES & set(_scopes(related))):
        return
    for identifier in _list(related.get("identifier")):
        system, value = _dict(identifier).get("system"), _dict(identifier).get("value")
        if isinstance(system, str) and isinstance(value, str):
            who = canonical((system, value))
            if who[0] in PERSON_SYSTEMS:
                yield Representative(
                    identifier=who,
                    guardian=guardian,
                    period=_period(related.get("period"), Period(), NEVER),
                    active=related.get("active", True) is True,
                )


def _scopes(related: Resource) -> Iterable[str]:
    for extension in _list(related.get("extension")):
        if str(_dict(extension).get("url")).endswith("/pk-representation-scope"):
            yield from _codes(_dict(extension).get("valueCodeableConcept"))


def is_protected(patient: Resource) -> bool:
    """Protected identity: the Swedish base profile's security label (sekretessmarkering, skyddad
    folkbokföring)."""
    labels = _list(_dict(patient.get("meta")).get("security"))
    return any(_dict(label).get("code") in PROTECTED for label in labels)


def _is_active(consent: Resource) -> bool:
    return consent.get("status") == "active" and SCOPE in set(_codes(consent.get("scope")))


def _actor(provision: Resource, owners: Owners, role: str) -> str | None:
    for actor in _list(provision.get("actor")):
        if role in set(_codes(_dict(actor).get("role"))):
            return owners.hsa(_dict(actor).get("reference"))
    return None


def _names_a_person(reference: Any) -> bool:
    stated = _dict(reference)
    type_ = stated.get("type") or str(stated.get("reference", "")).rpartition("/")[0].rpartition("/")[2]  # fmt: skip
    return type_ in ("Practitioner", "PractitionerRole")


def _period(value: Any, absent: Period, unreadable: Period = Period()) -> Period:  # noqa: B008 - frozen
    """A FHIR Period; `absent` where there is none, `unreadable` where a date of it is none."""
    if value is None:
        return absent
    stated = _dict(value)
    try:
        start, end = stated.get("start"), stated.get("end")
        return Period(
            None if start is None else _micros(span(start).start),
            None if end is None else _micros(span(end).end),
        )
    except (TypeError, ValueError):
        return unreadable


def _micros(moment: Any) -> int:
    return int(moment.timestamp() * MICROS)


def _codes(concept: Any) -> Iterator[str]:
    for coding in _list(_dict(concept).get("coding")):
        yield str(_dict(coding).get("code"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
