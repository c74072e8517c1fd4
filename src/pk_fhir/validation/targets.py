"""What a profile adds about references: fewer target types, target profiles, aggregation.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.targetProfile
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.profile import OccurrenceCheck, conforms
from pk_fhir.validation.references import check_stated, check_target, find, target_type
from pk_fhir.validation.resolution import Found, bundles
from pk_fhir.validation.run import Run

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

# Where the target of a reference may lie, by what `aggregation` allows.
ALLOWED = {
    "contained": frozenset({"contained"}),
    "bundled": frozenset({"bundled", "referenced"}),
    "remote": frozenset({"referenced"}),
}


def profile_target_check(
    types: Sequence[dict[str, Any]], plain: dict[str, Any], program: "Library"
) -> OccurrenceCheck | None:
    """What a profile adds about a Reference: fewer target types, target profiles, aggregation."""
    targets = tuple(dict.fromkeys(url for each in types for url in each.get("targetProfile", ())))
    before = {url for each in plain.get("type", ()) for url in each.get("targetProfile", ())}
    modes = frozenset(mode for each in types for mode in each.get("aggregation", ()))
    if not modes and (not targets or set(targets) == before):
        return None
    names = frozenset(filter(None, (target_type(url, program) for url in targets)))
    known = None if not targets or names & {"Resource", "DomainResource"} else names
    shown = ", ".join(sorted(names))

    def check(one: Any, run: Run) -> None:
        value = one.value
        reference = value.get("reference") if isinstance(value, dict) else None
        if not isinstance(reference, str):
            return
        if modes:
            _check_aggregation(reference, one.at, run, modes)
        if known is not None:
            check_target(reference, one.at, run, known, shown)
            if "type" in value:
                check_stated(value["type"], reference, one.at, run, known, shown)
        _check_target_profiles(reference, one, run, targets)

    return check


def _check_aggregation(reference: str, at: At, run: Run, modes: frozenset[str]) -> None:
    found = find(reference, run, outside=False)
    kind = found.kind if found else ("contained" if reference.startswith("#") else "remote")
    if kind == "remote" and not run.options.aggregation_outside_bundles and not bundles(run.scope):
        return
    if not ALLOWED[kind] & modes:
        run.sink.error(
            "structure" if kind != "remote" else "required",
            expression(at),
            "reference-aggregation",
            kind=kind,
            modes=", ".join(sorted(modes)),
            reference=clipped(reference),
        )


def _check_target_profiles(reference: str, one: Any, run: Run, targets: tuple[str, ...]) -> None:
    outside = run.options.references == "CHECK_VALID"
    found = find(reference, run, outside=outside)
    if found is None or not targets:
        return
    kind = str(found.resource.get("resourceType"))
    fitting = [
        url
        for url in targets
        if target_type(url, run.program) in (kind, "Resource", "DomainResource")
    ]
    if not fitting:
        return
    if any(_target_meets(url, found, one, run) for url in fitting):
        return
    run.sink.error(
        "structure",
        expression(one.at),
        "reference-profile",
        reference=clipped(reference),
        profiles=", ".join(targets),
    )


def _target_meets(url: str, found: Found, one: Any, run: Run) -> bool:
    profile = run.program.profile(url)
    if profile is None or (not profile.rules and not profile.checks):
        return True
    outer = run.scope
    run.scope = found.scope
    try:
        target = Occurrence(found.resource, None, one.at, str(found.resource.get("resourceType")))
        return conforms(profile, target, run)
    finally:
        run.scope = outer
