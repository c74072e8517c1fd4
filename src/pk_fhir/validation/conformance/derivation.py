"""A profile only narrows what it is derived from: fewer, of fewer types, by tighter bindings.

https://hl7.org/fhir/R4/profiling.html#2.1.0.3. `Derivation` is told each element of a differential with
the element of the base that it changes, while the snapshot is made.
"""

from typing import Any

from pk_fhir.definitions.elements import FHIRPATH_TYPES
from pk_fhir.validation.adds import limits
from pk_fhir.validation.conformance.element_types import is_a
from pk_fhir.validation.conformance.parts import choice, is_named, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

Element = dict[str, Any]
# Any type of resource, or of element, stands where these are said.
ABSTRACT = frozenset({"Resource", "DomainResource", "Element"})
OPENNESS = {"closed": 0, "openAtEnd": 1, "open": 2}
VALUES = ("fixed", "pattern")


class Derivation:
    """Reports where the elements of a differential allow what their base does not."""

    def __init__(self, path: str, run: Run) -> None:
        self.path = path
        self.run = run
        # Paths whose slicing the differential states itself, and those that the base has closed.
        self.sliced: set[str] = set()
        self.closed: set[str] = set()
        self.paths: set[str] = set()
        # A slice that the base does not have: how often it may stand is its own affair.
        self.newest: Element | None = None
        # How often the base allows the element of a path that the differential says something of.
        self.most: dict[str, int] = {}

    def pair(self, base: Element, derived: Element, index: int) -> None:
        """Report where an element of the differential allows what the base's does not; `index` is its place in the differential."""
        if derived is not self.newest:
            self._check_number(base, derived)
        if "." not in text(derived, "path"):
            if derived.get("type"):
                self._report(derived, "derived-root-type")
            return
        if base.get("mustSupport") is True and derived.get("mustSupport") is False:
            self._report(derived, "derived-must-support")
        self._check_name(derived)
        self._check_types(base, derived)
        self._check_value(base, derived, index)
        self._check_binding(base, derived)
        self._check_slicing(base, derived)

    def out_of_order(self, derived: Element, index: int) -> None:
        """Report an element that does not stand in the base's order."""
        place = f"{self.path}.differential.element[{index}]"
        self.run.sink.error("invalid", place, "derived-order", path=text(derived, "path"))

    def slice_out_of_order(self, derived: Element) -> None:
        """Report a slice that does not stand in the base's order."""
        name = clipped(text(derived, "sliceName"))
        self._report(derived, "derived-slice-order", name=name)

    def types_of_choice(self, derived: list[Element]) -> None:
        """Of a choice, one type may be there: where the first must, no other is spoken of."""
        if len(derived) > 1 and limits(derived[0])[0] > 0:
            self._report(derived[0], "derived-choice-alone")

    def _report(self, derived: Element, key: str, **values: object) -> None:
        self.run.sink.error("processing", self.path, key, path=text(derived, "path"), **values)

    def _check_number(self, base: Element, derived: Element) -> None:
        (least, most), (own_least, own_most) = limits(base), limits(derived)
        self.most[text(derived, "path")] = most
        if "max" in derived and own_most > most:
            self._report(derived, "derived-max", found=clipped(derived["max"]), base=base["max"])
        if "min" in derived and own_least < least:
            self._report(derived, "derived-min", found=own_least, base=least)

    def new_slice(self, sliced: Element, derived: Element) -> None:
        """Report a slice that the base's slicing does not let in, or names otherwise."""
        self.newest = derived
        told, slicing = text(derived, "path"), sliced.get("slicing")
        self._check_most(sliced, derived)
        by_type = {_discriminator(each) for _, each in objects(slicing, "discriminator", "")}
        of_types = by_type == {("type", "$this")}
        closed = text(slicing, "rules") == "closed"
        if closed and not of_types and (told not in self.sliced or told in self.closed):
            self._report(derived, "derived-closed", name=clipped(text(derived, "sliceName")))
        types = [text(each, "code") for _, each in objects(derived, "type", "")]
        if of_types and told.endswith("[x]") and len(types) == 1:
            name = told.rpartition(".")[2][:-3] + types[0][:1].upper() + types[0][1:]
            if text(derived, "sliceName") not in (name, ""):
                self._report(derived, "derived-slice-name", wanted=name)

    def _check_most(self, sliced: Element, derived: Element) -> None:
        """A slice occurs at most as often as the base allows its element."""
        most = max(self.most.get(text(derived, "path"), 0), limits(sliced)[1])
        if "max" in derived and limits(derived)[1] > most:
            self._report(derived, "derived-max", found=clipped(derived["max"]), base=most)

    def _check_name(self, derived: Element) -> None:
        """A second element of the same path is a slice, and has its name."""
        told = text(derived, "path")
        named = ":" in text(derived, "id").rpartition(".")[2]
        if named and told in self.paths and not text(derived, "sliceName"):
            self._report(derived, "derived-no-slice-name")
        self.paths.add(told)

    def _check_types(self, base: Element, derived: Element) -> None:
        allowed = [each for _, each in objects(base, "type", "")]
        codes = {text(each, "code") for each in allowed}
        if not codes or codes & ABSTRACT or any(each.startswith(FHIRPATH_TYPES) for each in codes):
            # R4 writes some types of FHIR (the url of an extension is a uri) as FHIRPath's.
            return
        for _, each in objects(derived, "type", ""):
            code = text(each, "code")
            if not code or code.startswith(FHIRPATH_TYPES):
                continue
            if code not in codes and not any(is_a(code, known, self.run) for known in codes):
                names = ", ".join(sorted(codes))
                self._report(derived, "derived-type", found=clipped(code), allowed=names)
            else:
                self._check_targets(derived, each, [a for a in allowed if text(a, "code") == code])

    def _check_targets(self, derived: Element, own: Element, allowed: list[Element]) -> None:
        wide = {url for each in allowed for url in each.get("targetProfile", ())}
        given = own.get("targetProfile")
        if not wide or not isinstance(given, list) or not given:
            return
        outside = [url for url in given if isinstance(url, str) and self._outside(url, wide)]
        if outside:
            self._report(derived, "derived-target", found=clipped(outside[0]))

    def _outside(self, url: str, allowed: set[str]) -> bool:
        """Whether a profile is surely neither one of the others nor derived from one."""
        plain = {each.partition("|")[0] for each in allowed}
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            definition = self.run.definitions.get(url, "StructureDefinition")
            if url.partition("|")[0] in plain or definition is None:
                return False
            url = text(definition, "baseDefinition")
        return True

    def _check_value(self, base: Element, derived: Element, index: int) -> None:
        types = {
            text(each, "code")
            for each in derived.get("type") or base.get("type", ())
            if isinstance(each, dict)
        }
        for stem in VALUES:
            name, kind = choice(derived, stem)
            if name and types and not _has_type(kind, types, derived):
                told = ", ".join(sorted(types))
                self._report(derived, "derived-value-type", what=stem, found=kind, allowed=told)
        self._check_inherited(base, derived, index)

    def _check_inherited(self, base: Element, derived: Element, index: int) -> None:
        """A value that the base fixes, or gives a pattern for, may only be said again or in more detail."""
        name = choice(derived, "fixed")[0] or choice(derived, "pattern")[0]
        fixed, pattern = choice(base, "fixed")[0], choice(base, "pattern")[0]
        if not name or not (fixed or pattern):
            return
        value = derived[name]
        same = value == base[fixed] if fixed else _covers(base[pattern], value)
        if not same:
            place = f"{self.path}.differential.element[{index}]"
            self.run.sink.error("invalid", place, "derived-value", path=text(derived, "path"))

    def _check_binding(self, base: Element, derived: Element) -> None:
        old, new = base.get("binding"), derived.get("binding")
        if not isinstance(old, dict) or not isinstance(new, dict):
            return
        if text(old, "strength") != "required":
            return
        if text(new, "strength") not in ("required", ""):
            self._report(derived, "derived-binding", found=clipped(text(new, "strength")))
            return
        wide, narrow = text(old, "valueSet"), text(new, "valueSet")
        terminology = self.run.terminology
        known = terminology.codes(wide) if wide and narrow and wide != narrow else None
        codes = terminology.codes(narrow) if known is not None else None
        if known is not None and codes is not None and codes - known:
            more = ", ".join(sorted(codes - known)[:5])
            self._report(derived, "derived-value-set", found=narrow, base=wide, codes=more)

    def _check_slicing(self, base: Element, derived: Element) -> None:
        new = derived.get("slicing")
        if not isinstance(new, dict):
            return
        self.sliced.add(text(derived, "path"))
        chosen = text(derived, "path").endswith("[x]")
        if not chosen and str(base.get("max")) == "1" and "[x]" not in text(base, "path"):
            self._report(derived, "derived-slicing-single")
        discriminators = [_discriminator(each) for _, each in objects(new, "discriminator", "")]
        if chosen and any(kind != "type" for kind, _ in discriminators):
            self._report(derived, "derived-slicing-choice")
        old = base.get("slicing")
        if isinstance(old, dict):
            self._check_sliced(old, new, derived, discriminators)

    def _check_sliced(
        self, old: Element, new: Element, derived: Element, discriminators: list[tuple[str, str]]
    ) -> None:
        """What is sliced already is sliced by the same, and opened no further."""
        if text(old, "rules") == "closed":
            self.closed.add(text(derived, "path"))
        known = [_discriminator(each) for _, each in objects(old, "discriminator", "")]
        if known and discriminators and discriminators[: len(known)] != known:
            self._report(derived, "derived-discriminators")
        if (
            isinstance(old.get("ordered"), bool)
            and new.get("ordered", old["ordered"]) != old["ordered"]
        ):
            self._report(derived, "derived-slicing-order")
        if OPENNESS.get(text(new, "rules"), 0) > OPENNESS.get(text(old, "rules"), 2):
            self._report(derived, "derived-slicing-rules", found=text(new, "rules"))


def _discriminator(given: Element) -> tuple[str, str]:
    return text(given, "type"), text(given, "path")


def _has_type(kind: str, types: set[str], element: Element) -> bool:
    """Whether a value's type, as its JSON name tells it (`Uri`), is one of an element's types."""
    if any(each.startswith(FHIRPATH_TYPES) for each in types):
        wanted = "Uri" if text(element, "path").endswith(".url") else "String"
        return kind in (wanted, "Id")
    return is_named(kind, types)


def _covers(pattern: Any, value: Any) -> bool:
    """Whether a value, or a pattern, has all that another pattern asks for."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            name in value and _covers(part, value[name]) for name, part in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(_covers(part, each) for each in value) for part in pattern
        )
    return bool(pattern == value)
