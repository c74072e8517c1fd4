"""Validation of what is written: R4 itself always, and the profiles that a resource must meet.

https://hl7.org/fhir/R4/validation.html. Errors refuse a write; warnings (an extension, profile or code
system that nobody here knows) come back with it.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.service import Service, Validates
from pk_fhir.interactions.stored_definitions import meant, stored
from pk_fhir.interactions.types import is_served
from pk_fhir.mapping import is_contract, terms
from pk_fhir.messages import Language, text, told
from pk_fhir.validation.terminology import Gathered

# An answer may lead to another question (which slice a value is of), hardly to a third.
MOST_ROUNDS = 4
Resolve = Callable[[str], dict[str, Any] | None]
CONTRACT_PROFILE = terms.definition("pk-contract")


async def check(
    service: Service, caller: Caller, resource: dict[str, Any], place: str = ""
) -> list[Issue]:
    """Warnings; FhirError "unprocessable" with every issue when there is an error."""
    issues = await issues_of(service, caller, resource, place)
    if is_refused(issues):
        raise FhirError("unprocessable", issues)
    return issues


def is_refused(issues: Iterable[Issue]) -> bool:
    """Whether a write with these issues is refused."""
    return any(issue.severity in ("error", "fatal") for issue in issues)


async def issues_of(
    service: Service,
    caller: Caller,
    resource: dict[str, Any],
    place: str = "",
    profiles: tuple[str, ...] = (),
    *,
    validator: Validates | None = None,
    written: bytes = b"",
) -> list[Issue]:
    """Every issue of a resource in the caller's language, with its location under `place` in the request.

    `validator` is another than the service's. Lines and columns, and what is wrong in form, are told where
    the resource is given as it was `written` too.
    """
    wanted = (*required_profiles(service, resource), *profiles)
    judged_by = validator or service.validator
    issues = await _validated(service, caller, resource, written or resource, wanted, judged_by)
    if not place or not issues:
        return issues
    root = str(resource.get("resourceType", ""))
    return [
        msgspec.structs.replace(issue, expression=_moved(issue.expression, root, place))
        for issue in issues
    ]


async def _validated(
    service: Service,
    caller: Caller,
    resource: dict[str, Any],
    sent: bytes | dict[str, Any],
    profiles: tuple[str, ...],
    validator: Validates,
) -> list[Issue]:
    """Validated with what a terminology server says of the codes that are not known here."""
    server, language = service.codes, caller.language
    resolve = await _forms(service, caller, resource)
    if server is None:
        return validator.validate(sent, profiles, None, resolve, language=language)
    silent = ""
    count = 0
    for _ in range(MOST_ROUNDS):
        codes = Gathered(server.kept)
        issues = validator.validate(sent, profiles, None, resolve, language=language, codes=codes)
        count = len(codes.missing)
        if not count or silent:
            break
        silent = await server.answer(codes.missing)
    if silent and count:
        issues.append(_not_asked(silent, count, str(resource.get("resourceType", "")), language))
    return issues


async def _forms(service: Service, caller: Caller, resource: dict[str, Any]) -> Resolve | None:
    """The stored Questionnaire that a response answers, where no package has it."""
    canonical = resource.get("questionnaire")
    if resource.get("resourceType") != "QuestionnaireResponse" or not isinstance(canonical, str):
        return None
    url = canonical.partition("|")[0]
    if ":" not in url or service.definitions.find(canonical, "Questionnaire") is not None:
        return None
    found = meant(canonical, await stored(service, caller, "Questionnaire", {url}))
    return None if found is None else {canonical: found}.get


def _not_asked(reason: str, count: int, type_: str, language: Language) -> Issue:
    key = "terminology.server-silent"
    said = text(key, language, count=count, reason=reason)
    return Issue(
        severity="information", code="incomplete", expression=type_, diagnostics=said, key=key
    )


def _moved(expression: str, root: str, place: str) -> str:
    if expression == root or expression.startswith(f"{root}."):
        return place + expression[len(root) :]
    return expression or place


def required_profiles(service: Service, resource: dict[str, Any]) -> tuple[str, ...]:
    """Profiles that a resource is held to whatever it claims: by setting, and for a patientkontrakt."""
    type_ = str(resource.get("resourceType", ""))
    profiles = service.rules.profiles_by_type.get(type_, ())
    if is_contract(resource):
        return (*profiles, CONTRACT_PROFILE)
    return profiles


def require_served(type_: str) -> None:
    """FhirError "not-found" for a type that this server does not serve."""
    if not is_served(type_):
        raise FhirError(
            "not-found",
            told("refused.type-not-served", type=quoted(type_)),
        )
