"""$match of Patients, by national identifier (https://hl7.org/fhir/R4/patient-operation-match.html).

A person is matched on a normalised national identifier alone, a former one and a linked Patient's too;
names and birth dates match nobody.
"""

from typing import Any

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import bundles
from pk_fhir.interactions.checking import is_refused
from pk_fhir.interactions.owners import identities
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work, audit_row
from pk_fhir.messages import told
from pk_fhir.store import Version, people

_GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"
# How sure, and how it is called: https://hl7.org/fhir/R4/valueset-match-grade.html
_CERTAIN, _PROBABLE = ("certain", 1.0), ("probable", 0.8)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who is looked for (a Patient, as much of it as is known), and which matches are wanted."""

    person: dict[str, Any]
    only_certain: bool = False
    count: int | None = None


class _Candidate(msgspec.Struct, frozen=True):
    """A Patient who may be the one, and how sure that is."""

    version: Version
    grade: tuple[str, float]


async def match(service: Service, caller: Caller, asked: Asked) -> bytes:
    """A searchset of the Patients who are the person, the surest first.

    Who has the number, or had it before, is certain; who is only linked to who has it, was replaced by
    another, or has another birth date, is probable. With `only_certain` several certain ones are no answer.
    Without a national identifier nobody is found, and the answer says why.
    """
    require(caller, "Patient", "s")
    if asked.person.get("resourceType") != "Patient":
        raise FhirError("invalid", told("refused.match-patient"))
    _check_form(service, caller, asked.person)
    wanted = identities(asked.person)
    found = await _candidates(service, caller, asked.person, wanted)
    _record(service, caller, [each.version.id for each in found], wanted)
    # Who is not described well enough is an empty answer with advice, and no error (the operation's page).
    issues = [] if wanted else [_remark("incomplete", told("refused.match-national"))]
    if asked.only_certain:
        certain = [each for each in found if each.grade is _CERTAIN]
        if len(certain) > 1:
            issues = [_remark("multiple-matches", told("refused.several-certain"))]
        found = certain if len(certain) == 1 else []
    total = len(found)
    kept = found[: asked.count] if asked.count is not None else found
    if len(kept) < total:
        issues.append(
            _remark("informational", told("refused.more-matches", value=total - len(kept)))
        )
    base = service.base(caller.tenant)
    entries = [bundles.entry(base, each.version, "match", _search(each.grade)) for each in kept]
    if issues:
        entries.append(bundles.outcome_entry(issues, caller.language))
    return bundles.bundle("searchset", entries, total=total)


def _check_form(service: Service, caller: Caller, person: dict[str, Any]) -> None:
    """FhirError "unprocessable" for what is no Patient of R4; somebody is described by less than a profile asks for."""
    described = {name: value for name, value in person.items() if name != "meta"}
    issues = service.validator.validate(described, language=caller.language)
    if is_refused(issues):
        raise FhirError("unprocessable", issues)


def _record(
    service: Service, caller: Caller, patients: list[str], wanted: tuple[tuple[str, str], ...]
) -> None:
    """A row for each who was found, however many are then told of; who was not found was asked about, too."""
    for patient in patients:
        row = audit_row(service, caller, "match", "Patient", patient, patient=patient)
        service.store.audit.add(row)
    for number in wanted if not patients else ():
        key = persons.person_key(service.secret, number)
        service.store.audit.add(audit_row(service, caller, "match", "Patient", person=key))


async def _candidates(
    service: Service,
    caller: Caller,
    person: dict[str, Any],
    wanted: tuple[tuple[str, str], ...],
) -> list[_Candidate]:
    work = Work(service, caller)
    found: dict[str, None] = {}
    own: set[str] = set()
    for system, value in wanted:
        for _, patient in await service.store.people([caller.tenant], system, value):
            found[patient] = None
        going = await people.going_by(service.store.database, [caller.tenant], system, value)
        own.update(patient for _, patient in going)
    candidates = []
    for patient in sorted(found):
        version = await work.current("Patient", patient)
        if version is None or version.body is None or not work.may_see(version, "s"):
            continue
        sure = patient in own and _agrees(fhir_json.parse(version.body), person)
        candidates.append(_Candidate(version, _CERTAIN if sure else _PROBABLE))
    return sorted(candidates, key=lambda each: -each.grade[1])


def _agrees(stored: dict[str, Any], person: dict[str, Any]) -> bool:
    """Whether nothing speaks against it: another birth date, or another record in this one's place."""
    replaced = any(link.get("type") == "replaced-by" for link in stored.get("link") or ())
    born = {resource["birthDate"] for resource in (stored, person) if "birthDate" in resource}
    return not replaced and len(born) <= 1


def _search(grade: tuple[str, float]) -> bytes:
    extension = {"url": _GRADE, "valueCode": grade[0]}
    return fhir_json.dump({"extension": [extension], "mode": "match", "score": grade[1]})


def _remark(code: str, said: str) -> Issue:
    return Issue(severity="information", code=code, diagnostics=said)
