"""Protected persons in what is read and written: who of them is protected now is looked up.

What is masked and how is said by `access.protected`. Whoever reads a masked copy may write it back, change
it and patch it: what is hidden from them stays as it is stored, and no patch or condition can test it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from pk_fhir.access import protected
from pk_fhir.access.caller import Caller
from pk_fhir.access.trust import is_protected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import channel_secrets
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work
from pk_fhir.messages import told
from pk_fhir.store import Version

Resource = dict[str, Any]


async def masked(service: Service, caller: Caller, content: bytes) -> bytes:
    """A resource or Bundle in JSON as the caller may have it; the same bytes where nothing is protected."""
    if not protected.hides(caller) or not protected.may_tell(content):
        return content
    value = fhir_json.stored(content)
    local = service.local(caller.tenant)
    hidden = await _protected(service, caller.tenant, protected.persons(value, local))
    shown = protected.masked(value, hidden, local)
    return content if shown == value else fhir_json.dump(shown)


async def is_hidden(service: Service, caller: Caller, patient: str | None) -> bool:
    """Whether this Patient is protected, and masked for this caller."""
    return bool(await hidden_among(service, caller, [patient]))


async def hidden_among(
    service: Service, caller: Caller, patients: Iterable[str | None]
) -> frozenset[str]:
    """Those of these Patients who are protected, and masked for this caller."""
    if not protected.hides(caller):
        return frozenset()
    return await _protected(service, caller.tenant, (each for each in patients if each))


async def leading_on(service: Service, caller: Caller, found: Sequence[Version]) -> list[Version]:
    """Those whose references may be followed: where a protected person is treated is not told by what the
    person's own resource leads to."""
    hidden = await hidden_among(service, caller, {version.patient for version in found})
    return [
        version
        for version in found
        if version.type not in protected.TYPES or version.patient not in hidden
    ]


async def _protected(service: Service, tenant: str, patients: Iterable[str]) -> frozenset[str]:
    wanted = {("Patient", id_) for id_ in patients}
    found = await service.store.read_many(tenant, wanted) if wanted else {}
    return frozenset(id_ for (_, id_), version in found.items() if _says_so(version))


def _says_so(version: Version | None) -> bool:
    return (
        version is not None
        and version.body is not None
        and is_protected(orjson.loads(version.body))
    )


async def shown(work: Work, current: Version) -> Resource:
    """The stored resource as the writer sees it, without the label of a masked copy: what a change of it
    begins with."""
    stored: Resource = fhir_json.parse(current.body or b"")
    if current.type == channel_secrets.TYPE:
        return await channel_secrets.shown(work.service, work.caller, stored)
    return protected.visible(stored) if await _hidden(work, stored) else stored


async def kept(work: Work, resource: Resource, previous: Version | None, place: str) -> Resource:
    """What is to be stored: with what is hidden from the writer as it stands. FhirError for a masked copy
    from elsewhere, and for one who would write what they may not see, or lift the protection."""
    stored = fhir_json.parse(previous.body) if previous is not None and previous.body else None
    if stored is None or not await _hidden(work, stored):
        _refuse_masked(resource)
        return resource
    place = place or str(resource["resourceType"])
    stated = protected.hidden_elements(resource)
    if stated:
        raise FhirError("unprocessable", [_not_yours(f"{place}.{name}") for name in stated])
    if protected.lifts(stored, resource):
        raise FhirError(
            "forbidden",
            told("refused.protected-lifted"),
        )
    return protected.restored(stored, resource)


async def _hidden(work: Work, stored: Resource) -> bool:
    if stored["resourceType"] not in protected.TYPES or not protected.hides(work.caller):
        return False
    if is_protected(stored):
        return True
    local = work.service.local(work.tenant)
    for patient in protected.persons(stored, local):
        if _says_so(await work.current("Patient", patient)):
            return True
    return False


def _refuse_masked(resource: Resource) -> None:
    if protected.is_masked(resource):
        raise FhirError(
            "unprocessable",
            told("refused.masked-copy"),
        )


def _not_yours(expression: str) -> Issue:
    return Issue(
        severity="error",
        code="business-rule",
        expression=expression,
        diagnostics=told("refused.masked-element"),
        key="masked-element",
    )
