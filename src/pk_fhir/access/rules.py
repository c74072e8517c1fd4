"""What a caller may see and do: `Caller` → `Visibility`, and whether a scope opens an interaction.

A patient sees what is in the own compartment and released, and what belongs to nobody (units, staff,
questionnaires). Staff and systems see their own care provider's resources. Never more than the
token's scopes open.
"""

from functools import lru_cache

from pk_fhir.access.caller import Caller
from pk_fhir.access.scopes import Letter, Level, Scopes, read_scopes
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import Grant, Visibility

# What a patient may read although it is in nobody's compartment: whom to turn to, and what to fill in.
COMMON_TYPES = frozenset(
    {
        "CodeSystem",
        "HealthcareService",
        "Location",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Questionnaire",
        "StructureDefinition",
        "ValueSet",
    }
)

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
    """FhirError "forbidden" where no scope opens this interaction on this type."""
    if not allowed(caller, type_, letter):
        raise FhirError(
            "forbidden",
            f"The token has no scope for this: {_LEVEL_NAMES[caller.role]}/{type_}.{letter}.",
        )


def allowed(caller: Caller, type_: str, letter: Letter) -> bool:
    return _scopes(caller.role, caller.scopes).allows(type_, letter)


def opened(caller: Caller, letter: Letter) -> frozenset[str] | None:
    """The types that the caller's scopes open for this letter; None for every type."""
    return _scopes(caller.role, caller.scopes).opened(letter)


_LEVEL_NAMES = {"patient": "patient", "staff": "user", "system": "system", "admin": "user"}


def visibility(caller: Caller, letter: Letter = "r") -> Visibility:
    """The rows that the caller may see (`r`, `s`) or change (`u`, `d`), whichever way they are reached."""
    return _visibility(caller.tenant, caller.role, caller.patient, caller.scopes, letter)


@lru_cache(maxsize=4096)
def _visibility(
    tenant: str, role: str, patient: str | None, scopes: frozenset[str], letter: Letter
) -> Visibility:
    types = _scopes(role, scopes).opened(letter)
    if types is not None and not types:
        return Visibility()
    if role != "patient":
        return Visibility((Grant(tenant=tenant, types=types),))
    if patient is None:
        return Visibility()
    own = Grant(tenant=tenant, types=types, patients=frozenset({patient}), released=True)
    if letter in ("c", "u", "d"):
        return Visibility((own,))
    common = COMMON_TYPES if types is None else COMMON_TYPES & types
    return Visibility((own, Grant(tenant=tenant, types=common, outside=True, released=True)))


def sees_all(caller: Caller) -> bool:
    """Whether nothing of the caller's care provider is hidden from the caller."""
    return caller.role != "patient" and _scopes(caller.role, caller.scopes).opened("r") is None
