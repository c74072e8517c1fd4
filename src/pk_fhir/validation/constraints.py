"""What a profile states of one value of an element, beyond what the base states.

https://hl7.org/fhir/R4/elementdefinition.html: type, fixed, pattern, minValue, maxValue, maxLength,
binding, constraint, type.profile and type.targetProfile.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.definitions.elements import FHIRPATH_TYPES
from pk_fhir.validation import limits
from pk_fhir.validation.invariants import compile_invariants
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.profile import OccurrenceCheck, conforms, held_to
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Invariant
from pk_fhir.validation.snapshot import Node, profiles_of
from pk_fhir.validation.targets import profile_target_check
from pk_fhir.validation.values import differences, matches, mismatches, same, stated

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]
# R5's ElementDefinition.mustHaveValue, as an extension in R4.
VALUE_PRESENT = (
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue"
)
_ANY_RESOURCE = frozenset({"Resource", "DomainResource"})
UCUM = "http://unitsofmeasure.org"
BOUND_TYPES = frozenset({"code", "Coding", "CodeableConcept", "Quantity", "string", "uri"})


def value_checks(
    node: Node, plain: Element, path: str, url: str, program: "Library", *, root: bool = False
) -> Iterator[OccurrenceCheck]:
    """The checks that `node` adds to `plain`, the base's element."""
    element = node.element
    if not root:
        yield from _types(element, plain, url, program)
    fixed = stated(element, "fixed")
    if fixed is not None and fixed != stated(plain, "fixed"):
        yield _fixed(fixed, url)
    pattern = stated(element, "pattern")
    if pattern is not None:
        yield _pattern(pattern, url)
    if _has(element, VALUE_PRESENT) or element.get("mustHaveValue") is True:
        yield _value_present(path, url)
    longest = element.get("maxLength")
    if isinstance(longest, int) and longest != plain.get("maxLength"):
        yield _longest(longest)
    yield from limits.limit_checks(element, plain)
    binding = element.get("binding")
    if isinstance(binding, dict) and _differs(binding, plain.get("binding")):
        yield _bound(binding, path)
    known = {each.get("key") for each in plain.get("constraint", ())}
    added = [each for each in element.get("constraint", ()) if each.get("key") not in known]
    for each in compile_invariants(added, _type_name(plain, path), program, source=url):
        yield _invariant(each)


def _has(element: Element, url: str) -> bool:
    return any(
        each.get("url") == url and each.get("valueBoolean") is True
        for each in element.get("extension", ())
    )


def _type_name(plain: Element, path: str) -> str:
    """The type that an invariant's expression starts from."""
    codes = [str(each.get("code", "")) for each in plain.get("type", ())]
    base = plain.get("path")
    if len(codes) > 1:
        # Each value of a choice has its own type.
        return ""
    if codes and codes[0] not in ("BackboneElement", "Element"):
        return codes[0]
    return base if isinstance(base, str) else path


def _differs(binding: dict[str, Any], plain: Any) -> bool:
    if not isinstance(plain, dict):
        return True
    keys = ("valueSet", "strength", "extension")
    return any(binding.get(key) != plain.get(key) for key in keys)


def _invariant(invariant: Invariant) -> OccurrenceCheck:
    def run_it(one: Occurrence, run: Run) -> None:
        value = one.value if one.value is not None else one.beside
        if isinstance(value, dict) and not invariant.concerns(value):
            return
        if value is not None:
            invariant.check(value, one.at, run)

    return run_it


def _types(
    element: Element, plain: Element, url: str, program: "Library"
) -> Iterator[OccurrenceCheck]:
    types = [each for each in element.get("type", ()) if isinstance(each, dict)]
    codes = frozenset(str(each.get("code", "")) for each in types)
    base = frozenset(str(each.get("code", "")) for each in plain.get("type", ()))
    if types and codes != base and not codes & _ANY_RESOURCE and not _system(codes):
        yield _of_type(codes, url)
    for code in codes:
        profiles = [p for each in types if each.get("code") == code for p in profiles_of(each)]
        known = [p for each in plain.get("type", ()) for p in profiles_of(each)]
        if profiles and profiles != known:
            yield _profiled(code, tuple(profiles), program)
    references = [each for each in types if each.get("code") == "Reference"]
    if references:
        check = profile_target_check(references, plain, program)
        if check is not None:
            yield check


def _system(codes: frozenset[str]) -> bool:
    return any(code.startswith(FHIRPATH_TYPES) for code in codes)


def _of_type(codes: frozenset[str], url: str) -> OccurrenceCheck:
    shown = ", ".join(sorted(codes))

    def check(one: Occurrence, run: Run) -> None:
        if one.type not in codes and one.type != "Resource" and "." not in one.type:
            run.sink.error(
                "structure",
                expression(_place_of_type(one, codes)),
                "profile-type",
                found=one.type,
                types=shown,
                url=url,
            )

    return check


def _place_of_type(one: Occurrence, codes: frozenset[str]) -> At:
    """Where to tell that a choice has a type that it may not have: at the value, if one type is left to it.

    An extension is judged as a whole, as it has only its value; within another one it is a part.
    """
    parent = one.at[0]
    if parent is None:
        return one.at
    if parent[1].type != "Extension":
        return one.at if len(codes) == 1 else parent
    within = parent[0] is not None and parent[0][1].type == "Extension"
    return one.at if within else parent


def _profiled(code: str, profiles: tuple[str, ...], program: "Library") -> OccurrenceCheck:
    del program

    def check(one: Occurrence, run: Run) -> None:
        if one.type != code and code not in _ANY_RESOURCE and "." not in one.type:
            return
        compiled = []
        for url in profiles:
            profile = run.program.profile(url)
            if profile is None:
                if not url.startswith(CORE):
                    run.sink.error("structure", expression(one.at), "profile-unknown", profile=url)
            else:
                compiled.append(profile)
        if len(compiled) == 1 and len(profiles) == 1:
            _hold(compiled[0], one, run)
        elif compiled and not any(_meets(each, one, run) for each in compiled):
            run.sink.error(
                "structure", expression(one.at), "profile-no-match", profiles=", ".join(profiles)
            )
            _hold(compiled[0], one, run)

    return check


def _hold(profile: Any, one: Occurrence, run: Run) -> None:
    if _fits(profile, one):
        held_to(profile, one, run)
    else:
        run.sink.error(
            "structure", expression(one.at), "profile-wrong-type", profile=profile.url,
            type=profile.type, found=one.type,
        )  # fmt: skip


def _meets(profile: Any, one: Occurrence, run: Run) -> bool:
    return _fits(profile, one) and conforms(profile, one, run)


def _fits(profile: Any, one: Occurrence) -> bool:
    return profile.type == one.type or "." in one.type or profile.type in _ANY_RESOURCE


def _fixed(fixed: Any, url: str) -> OccurrenceCheck:
    def check(one: Occurrence, run: Run) -> None:
        if one.value is None or same(fixed, one.value):
            return
        where = expression(one.at)
        for below, how in differences(fixed, one.value):
            run.sink.error(
                "value", where + below, f"value-fixed-{how}", fixed=clipped(fixed), url=url,
                value=clipped(one.value),
            )  # fmt: skip

    return check


def _pattern(pattern: Any, url: str) -> OccurrenceCheck:
    def check(one: Occurrence, run: Run) -> None:
        if one.value is not None and not matches(pattern, one.value):
            where = expression(one.at)
            for below in mismatches(pattern, one.value):
                run.sink.error(
                    "value", where + below, "value-pattern", pattern=clipped(pattern, 300), url=url
                )

    return check


def _value_present(path: str, url: str) -> OccurrenceCheck:
    def check(one: Occurrence, run: Run) -> None:
        if one.value is None:
            run.sink.error("invalid", expression(one.at), "value-needed", path=path, url=url)

    return check


def _longest(longest: int) -> OccurrenceCheck:
    def check(one: Occurrence, run: Run) -> None:
        if isinstance(one.value, str) and len(one.value) > longest:
            run.sink.error(
                "invalid", expression(one.at), "value-too-long", length=len(one.value), most=longest
            )

    return check


def _bound(binding: dict[str, Any], path: str) -> OccurrenceCheck:
    del path

    def check(one: Occurrence, run: Run) -> None:
        if one.value is None or one.type not in BOUND_TYPES or "valueSet" not in binding:
            return
        sink = run.sink.trial() if one.type == "Quantity" else run.sink
        run.terminology.check_binding(
            binding, one.value, one.type, lambda: expression(one.at), sink, run.asking
        )
        if sink is not run.sink:
            # Whether a unit means the same as one that is listed is for a UCUM service to say.
            run.sink.take(sink, softened=one.owner.get("system") == UCUM)

    return check


def number(value: Any) -> Decimal | None:
    """A JSON number as it was written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))
