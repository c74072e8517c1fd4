"""Profiles that a resource claims or is held to (https://hl7.org/fhir/R4/resource.html#Meta)."""

from collections.abc import Iterable
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.fhir.meant import meant
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.profile import conforms, held_to
from pk_fhir.validation.run import Run
from pk_fhir.validation.vital_signs import vital_signs


def check_claims(value: dict[str, Any], at: At, run: Run, profiles: Iterable[str]) -> None:
    """Hold a resource to the profiles in its meta, and to those that the caller names."""
    meta = value.get("meta")
    claimed = meta.get("profile") if type(meta) is dict else None
    for index, url in enumerate(claimed if type(claimed) is list else ()):
        if type(url) is str:
            _hold(url, value, at, run, f"meta.profile[{index}]")
    if value["resourceType"] == "Observation":
        for url in dict.fromkeys(vital_signs(value)):
            _hold(url, value, at, run, "")
    for url in profiles:
        _hold(url, value, at, run, "")


def _hold(url: str, value: dict[str, Any], at: At, run: Run, claim: str) -> None:
    kind = value["resourceType"]
    if url in (CORE + kind, CORE + "Resource", CORE + "DomainResource"):
        return
    profile = run.program.profile(url)
    if profile is None:
        where = f"{expression(at)}.{claim}" if claim else expression(at)
        report = run.sink.warning if claim else run.sink.error
        near = _meant(url, run)
        key = "profile-not-known-near" if near else "profile-not-known"
        report("not-found", where, key, profile=clipped(url, 200), near=near)
        return
    if profile.type not in (kind, "Resource", "DomainResource"):
        run.sink.error(
            "structure",
            expression(at),
            "profile-wrong-type",
            profile=url,
            type=profile.type,
            found=kind,
        )
        return
    held_to(profile, Occurrence(value, None, at, kind), run)


def _meant(url: str, run: Run) -> str | None:
    """The profile that was likely meant: of the same publisher, in another version or with nearly this name."""
    stem, _, version = url.partition("|")
    place, _, name = stem.rpartition("/")
    here = run.program.profiles_by_place.get(place, {})
    near = meant(name, here, len(run.sink.issues), likeness=0.7)
    if near is None:
        return None
    entry = here[near]
    return f"{entry.url}|{entry.version}" if version and entry.version else entry.url


def conforms_to(resource: dict[str, Any], url: str, run: Run) -> bool | None:
    """FHIRPath's `conformsTo`: whether a resource meets a profile; None where that is not known."""
    kind = resource.get("resourceType")
    if url == f"{CORE}{kind}" or url in (CORE + "Resource", CORE + "DomainResource"):
        return True
    profile = run.program.profile(url)
    if profile is None or not isinstance(kind, str):
        return None
    return profile.type == kind and conforms(
        profile, Occurrence(resource, None, run.scope.at, kind), run
    )
