"""What a token's claims say of the caller: one map for each kind of issuer, chosen by a setting.

`pk-fhir`: the claims that our own tokens have. `inera`: Inera's IdP (OIDC), where staff log in with
SITHS and act on one commission (medarbetaruppdrag) of the HSA catalogue; without one, or on one for
something else than care, nobody is let in.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, cast

import msgspec

from pk_fhir.access.caller import Caller, Role
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

ClaimMap = Literal["pk-fhir", "inera"]
Claims = Mapping[str, Any]

_CONTROL = frozenset(map(chr, range(32)))
ROLES: frozenset[str] = frozenset({"patient", "staff", "system", "admin"})
# What Inera's commissions are for, as far as it is care.
CARE_COMMISSIONS = {"vård och behandling": "TREAT"}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a map needs beside the claims: the care provider of a token that names none, care providers by
    HSA-id, and the scopes that an issuer's users have where its tokens carry none."""

    default_tenant: str
    tenants: Mapping[str, str] = {}
    scopes: frozenset[str] = frozenset()


def ours(claims: Claims, reading: Reading) -> Caller:
    """The caller that the claims of a token of our own kind name."""
    role = _text(claims, "role") or "system"
    if role not in ROLES:
        raise FhirError("login", told("refused.token-role"))
    provider = _text(claims, "provider")
    own = reading.tenants.get(provider or "", reading.default_tenant)
    return Caller(
        tenant=_text(claims, "tenant") or own,
        subject=str(_text(claims, "sub")),
        role=cast("Role", role),
        scopes=_scopes(claims, reading),
        patient=_text(claims, "patient"),
        patient_identifier=_identifier(claims, "patient_identifier"),
        represents=_identifier(claims, "represents"),
        unit=_text(claims, "unit"),
        provider=provider,
        name=_text(claims, "name"),
        employee=_text(claims, "employee"),
        assignment=_text(claims, "assignment"),
        title=_text(claims, "title"),
        client=_text(claims, "client_id") or _text(claims, "azp"),
        purpose=_text(claims, "purpose") or ("PATRQT" if role == "patient" else "TREAT"),
    )


def inera(claims: Claims, reading: Reading) -> Caller:
    """The member of staff that Inera's IdP names. FhirError "forbidden" without a commission for care."""
    commission, unit = _text(claims, "commissionHsaId"), _text(claims, "healthCareUnitHsaId")
    giver = _text(claims, "healthCareProviderHsaId")
    if commission is None or giver is None:
        several = claims.get("allCommissions")
        raise FhirError(
            "forbidden",
            told("refused.several-commissions") if several else told("refused.no-commission"),
        )
    purpose = CARE_COMMISSIONS.get((_text(claims, "commissionPurpose") or "").strip().lower())
    if purpose is None:
        raise FhirError("forbidden", told("refused.commission-purpose"))
    tenant = reading.tenants.get(giver)
    if tenant is None:
        raise FhirError("forbidden", told("refused.provider-not-here"))
    employee = _text(claims, "employeeHsaId") or str(_text(claims, "sub"))
    names = (_text(claims, "given_name"), _text(claims, "family_name"))
    licenses = claims.get("healthcareProfessionalLicense")
    return Caller(
        tenant=tenant,
        subject=employee,
        role="staff",
        scopes=_scopes(claims, reading),
        unit=unit,
        provider=giver,
        name=" ".join(name for name in names if name) or None,
        employee=employee,
        assignment=commission,
        title=", ".join(map(str, licenses)) if isinstance(licenses, list) and licenses else None,
        client=_text(claims, "client_id") or _text(claims, "azp"),
        purpose=purpose,
    )


MAPS: dict[ClaimMap, Callable[[Claims, Reading], Caller]] = {"pk-fhir": ours, "inera": inera}


def _scopes(claims: Claims, reading: Reading) -> frozenset[str]:
    return frozenset((_text(claims, "scope") or "").split()) or reading.scopes


def _text(claims: Claims, name: str) -> str | None:
    """A claim that is text; None where it is not stated. FhirError "login" for any other value, and for
    text with control characters, which no database keeps and no page shows."""
    value = claims.get(name)
    if value is not None and not (isinstance(value, str) and _CONTROL.isdisjoint(value)):
        raise FhirError("login", told("refused.token-text", name=name))
    return value or None


def _identifier(claims: Claims, name: str) -> tuple[str, str] | None:
    stated = _text(claims, name)
    if stated is None:
        return None
    system, separator, value = stated.partition("|")
    if not separator or not system or not value:
        raise FhirError("login", told("refused.token-form", name=name))
    return system, value
