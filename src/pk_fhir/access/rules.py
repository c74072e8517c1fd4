"""What a caller may see and do: `Caller` → `Visibility`, and whether a scope opens an interaction.

A patient sees what is in the own compartment and released, and what belongs to nobody (units, staff,
questionnaires). Staff and systems see their own care provider's resources; from staff, what is blocked
(spärrat) is hidden. Never more than the token's scopes open.
"""

import time
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.narrowing import criteria
from pk_fhir.access.policy.blocks import DAY, INFORMATION_TYPES, NEVER_BLOCKED
from pk_fhir.access.scopes import Letter, Level, Scopes, read_scopes
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.search.query import Criterion
from pk_fhir.store import Barrier, Grant, Visibility

# What a patient may read although it is in nobody's compartment: whom to turn to, and what to fill in.
COMMON_TYPES = frozenset(
    {
        "CodeSystem",
        "HealthcareService",
        "Location",
        "OperationDefinition",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Questionnaire",
        "SearchParameter",
        "StructureDefinition",
        "ValueSet",
    }
)

# What says whose it is in `securityContext` alone, if at all.
FILES = frozenset({"Binary"})

# What is written once: the log.
ONLY_ADDED = frozenset({"AuditEvent"})

_LEVELS: dict[str, frozenset[Level]] = {
    "patient": frozenset({"patient"}),
    "staff": frozenset({"user"}),
    "system": frozenset({"system"}),
    "admin": frozenset({"user", "system"}),
}


@lru_cache(maxsize=1024)
def _scopes(role: str, scopes: frozenset[str]) -> Scopes:
    return read_scopes(scopes, _LEVELS[role])


def require(caller: Caller, type_: str, letter: Letter) -> None:
    """FhirError "forbidden" where no scope opens this interaction on this type; "not-supported" for
    what nobody may do."""
    if type_ in ONLY_ADDED and letter in ("u", "d"):
        raise FhirError("not-supported", told("refused.only-added-to", type=type_))
    if not allowed(caller, type_, letter):
        raise FhirError(
            "forbidden",
            told(
                "refused.no-scope", level_names=_LEVEL_NAMES[caller.role], type=type_, letter=letter
            ),
        )


def allowed(caller: Caller, type_: str, letter: Letter) -> bool:
    """Whether some scope of the caller opens this interaction on this type, in whole or narrowed by a query."""
    return _scopes(caller.role, caller.scopes).allows(type_, letter)


def opened(caller: Caller, letter: Letter) -> frozenset[str] | None:
    """The types that the caller's scopes open for this letter; None for every type."""
    return _scopes(caller.role, caller.scopes).opened(letter)


_LEVEL_NAMES = {"patient": "patient", "staff": "user", "system": "system", "admin": "user"}


def visibility(caller: Caller, letter: Letter = "r") -> Visibility:
    """The rows that the caller may see (`r`, `s`) or change (`u`, `d`), whichever way they are reached."""
    found = _visibility(
        caller.tenant,
        caller.role,
        caller.patient,
        caller.scopes,
        letter,
        caller.policy.released_only,
    )
    if caller.role != "staff":
        return found
    return Visibility(_with_files(found.grants, caller.unit), barrier(caller))


@lru_cache(maxsize=4096)
def _with_files(grants: tuple[Grant, ...], unit: str | None) -> tuple[Grant, ...]:
    """A file whose person is not stated is what its own unit alone may see: no block could find it.

    https://hl7.org/fhir/R4/binary.html#security-context
    """
    found: list[Grant] = []
    for grant in grants:
        if grant.types is not None and grant.types.isdisjoint(FILES):
            found.append(grant)
            continue
        files = FILES if grant.types is None else grant.types & FILES
        found.append(msgspec.structs.replace(grant, but=FILES))
        found.append(msgspec.structs.replace(grant, types=files, inside=True))
        if unit is not None:
            found.append(msgspec.structs.replace(grant, types=files, units=frozenset({unit})))
    return tuple(found)


def barrier(caller: Caller) -> Barrier:
    """What blocks hide from this member of staff."""
    policy = caller.policy
    return Barrier(
        reader_unit=caller.unit,
        reader_giver=caller.provider,
        reader_employee=caller.employee or caller.subject,
        judged_at=caller.at if caller.at is not None else time.time_ns() // 1000,
        inner=policy.inner_blocks,
        outer=policy.outer_blocks,
        inner_reaches_givers=policy.inner_blocks_reach_other_providers,
        longest_lifting=policy.lifting_longest_days * DAY,
        excludable=tuple(sorted(INFORMATION_TYPES.items())) if policy.block_exclusions else (),
        exempt=NEVER_BLOCKED,
    )


@lru_cache(maxsize=4096)
def _visibility(
    tenant: str,
    role: str,
    patient: str | None,
    scopes: frozenset[str],
    letter: Letter,
    released: bool,
) -> Visibility:
    opened = _scopes(role, scopes)
    types = opened.opened(letter)
    grants: list[Grant] = []
    for one, narrowed in [(types, ()), *_narrowed(opened, letter)]:
        if one is not None and not one:
            continue
        if role != "patient":
            grants.append(Grant(tenant=tenant, types=one, narrowed=narrowed))
        elif patient is not None:
            grants += _of_patient(tenant, patient, one, letter, narrowed, released=released)
    return Visibility(tuple(grants))


def _narrowed(
    opened: Scopes, letter: Letter
) -> Iterator[tuple[frozenset[str], tuple[Criterion, ...]]]:
    whole = opened.opened(letter)
    for type_, query in opened.narrowed.get(letter, ()):
        found = criteria(type_, query)
        if whole is not None and type_ not in whole and found is not None:
            yield frozenset({type_}), found


def _of_patient(
    tenant: str,
    patient: str,
    types: frozenset[str] | None,
    letter: Letter,
    narrowed: tuple[Criterion, ...],
    *,
    released: bool,
) -> Iterator[Grant]:
    yield Grant(
        tenant=tenant,
        types=types,
        patients=frozenset({patient}),
        released=released,
        narrowed=narrowed,
    )
    common = COMMON_TYPES if types is None else COMMON_TYPES & types
    if letter in ("r", "s") and common:
        yield Grant(tenant=tenant, types=common, outside=True, released=True, narrowed=narrowed)


def sees_all(caller: Caller) -> bool:
    """Whether nothing of the caller's care provider is hidden from the caller."""
    return (
        caller.role not in ("patient", "staff")
        and _scopes(caller.role, caller.scopes).opened("r") is None
    )
