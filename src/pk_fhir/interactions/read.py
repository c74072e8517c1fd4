"""read and vread (https://hl7.org/fhir/R4/http.html#read)."""

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require, visibility
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import audit_search, standard
from pk_fhir.interactions.ids import is_version, require_possible
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told
from pk_fhir.store import Version


async def read(service: Service, caller: Caller, type_: str, id_: str) -> Version:
    """The current version; FhirError "not-found", or "gone" when it was deleted.

    What the caller may not see is answered as if it had never been, deleted or not.
    """
    require(caller, type_, "r")
    require_possible(type_, id_)
    if type_ == audit_search.TYPE:
        return await audit_search.read_event(service, caller, id_)
    version = await service.store.read(caller.tenant, type_, id_)
    defined = standard.by_id(caller, type_, id_) if version is None else None
    if defined is not None:
        return _recorded(service, caller, defined, "read")
    return await _seen(service, caller, type_, version, "read")


async def vread(service: Service, caller: Caller, type_: str, id_: str, version_id: str) -> Version:
    """One version; FhirError "not-found", or "gone" when that version is a deletion."""
    require(caller, type_, "r")
    require_possible(type_, id_)
    if type_ == audit_search.TYPE and version_id == "1":
        return await audit_search.read_event(service, caller, id_)
    version = None
    if is_version(version_id):
        version = await service.store.vread(caller.tenant, type_, id_, int(version_id))
    # What is stored under the id has a first version, which is then what was found.
    first = version is None and version_id == "1"
    defined = standard.by_id(caller, type_, id_) if first else None
    if defined is not None:
        return _recorded(service, caller, defined, "vread")
    return await _seen(service, caller, type_, version, "vread")


async def _seen(
    service: Service, caller: Caller, type_: str, version: Version | None, interaction: str
) -> Version:
    sight = visibility(caller, "r")
    # A version that is not there is judged like one that is, so that neither takes longer.
    seen = await service.store.seen(sight, [version or _nothing(caller, type_)])
    if version is None or not seen:
        key = "rest.no-such-version" if interaction == "vread" else "refused.no-such-id"
        raise FhirError("not-found", told(key, type=type_))
    return _recorded(service, caller, version, interaction)


def _recorded(service: Service, caller: Caller, version: Version, interaction: str) -> Version:
    """The version, whose reading is on record; FhirError "gone" for a deletion."""
    row = audit_row(
        service,
        caller,
        interaction,
        version.type,
        version.id,
        version.version,
        version.patient,
        owner_unit=version.care_unit,
        owner_provider=version.care_giver,
    )
    service.store.audit.add(row)
    if version.deleted:
        raise FhirError("gone", told("refused.deleted-history", type=version.type))
    return version


def _nothing(caller: Caller, type_: str) -> Version:
    """What stands in for a version that is not there: no row of the store."""
    return Version(
        tenant=caller.tenant,
        type=type_,
        id="",
        version=0,
        shard=caller.tenant,
        number=-1,
        body=None,
        last_updated=0,
        method="",
        deleted=True,
        patient=None,
        care_unit=None,
        care_giver=None,
        released=True,
    )
