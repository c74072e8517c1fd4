"""Binding strengths, as HL7's own validator applies them without a terminology server.

https://hl7.org/fhir/R4/terminologies.html#strength. Required: an error. Extensible: an error against
its maxValueSet, else a warning. Preferred: information. Where membership cannot be known it is
information for all three.
"""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pk_fhir.fhir.outcome import Severity
from pk_fhir.validation.issues import Place, Sink
from pk_fhir.validation.terminology.codings import Facts, Key, facts, key_of, report
from pk_fhir.validation.terminology.store import Tables
from pk_fhir.validation.terminology.systems import misused
from pk_fhir.validation.terminology.valuesets import ValueSet

MAX_VALUE_SET = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"

# Asks a terminology server: value set, system, version, code, display → is it in, and what was said.
Plug = Callable[[str, str | None, str | None, str, str | None], tuple[bool | None, str] | None]

_STRENGTHS: dict[str, tuple[Severity, str]] = {
    "required": ("error", "terminology.required"),
    "extensible": ("warning", "terminology.extensible"),
    "preferred": ("information", "terminology.preferred"),
}


class Binding:
    """An `ElementDefinition.binding`, ready to be asked about values."""

    def __init__(
        self, binding: dict[str, Any], tables: Tables, plug: Plug | None, *, displays: bool
    ) -> None:
        self.strength = str(binding.get("strength", ""))
        self.canonical = str(binding.get("valueSet", ""))
        maximum = next(
            (
                each.get("valueCanonical") or each.get("valueUri")
                for each in binding.get("extension", ())
                if isinstance(each, dict) and each.get("url") == MAX_VALUE_SET
            ),
            None,
        )
        self.maximum = maximum if isinstance(maximum, str) else None
        self._tables = tables
        self._plug = plug
        self._displays = displays
        self._known: dict[Key, tuple[bool | None, Facts]] = {}

    # One value of each type

    def concept(self, value: dict[str, Any], path: Place, sink: Sink) -> None:
        """CodeableConcept: one coding in the value set is enough, and every coding is looked at."""
        codings = value.get("coding")
        keys = (
            [key_of(each) for each in codings if type(each) is dict]
            if type(codings) is list
            else []
        )
        if not keys:
            self._without_code(path, sink)
            return
        best: bool | None = False
        for index, key in enumerate(keys):
            within, told = self._judge(key)
            if told.findings:
                report(
                    told.findings, _below(path, f".coding[{index}]"), sink, displays=self._displays
                )
            best = True if within or best is True else (None if within is None else best)
        if best is not True:
            self._outside(best, keys, path, sink)

    def coding(
        self, value: dict[str, Any], path: Place, sink: Sink, *, strict: bool = True
    ) -> None:
        """Coding; `strict` as of `systems.misused`."""
        key = key_of(value)
        if key[0] is None and key[2] is None:
            self._without_code(path, sink)
            return
        wrong = misused(self._tables, key[0], strict=strict)
        if wrong is not None and self._forbids(wrong.key):
            report((wrong,), path, sink)
            return
        within, told = self._judge(key)
        if told.findings:
            report(told.findings, path, sink, displays=self._displays)
        if within is not True:
            self._outside(within, [key], path, sink)

    def quantity(self, value: dict[str, Any], path: Place, sink: Sink) -> None:
        """Quantity: its system and code are its coding; one without a code is left to the profile."""
        system, _, code, _ = key_of(value)
        if code is None or system is None:
            return
        key: Key = (system, None, code, None)
        within, told = self._judge(key)
        report(told.findings, path, sink)
        if within is not True:
            self._outside(within, [key], path, sink)

    def bare(self, value: str, path: Place, sink: Sink) -> None:
        """code, string or uri: the code alone, in whatever system of the value set has it."""
        key: Key = (None, None, value, None)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (self._member(key), Facts())
        if known[0] is not True and not self._bare_beyond(key, path, sink):
            self._outside(known[0], [key], path, sink)

    def _bare_beyond(self, key: Key, path: Place, sink: Sink) -> bool:
        """A preferred code outside the maximum: a language tag that is none is wrong everywhere."""
        return self.strength == "preferred" and self._beyond_maximum([key], _told(key), path, sink)

    def _forbids(self, key: str) -> bool:
        """A stricter binding says what is wrong by itself, except of a value set."""
        return self.strength not in _STRENGTHS or key == "terminology.value-set-as-system"

    # What follows

    def _judge(self, key: Key) -> tuple[bool | None, Facts]:
        known = self._known.get(key)
        if known is None:
            told = facts(self._tables, key)
            within = self._member(key) if told.sound else False
            if len(self._known) > 20_000:  # noqa: PLR2004 - a hostile body must not fill the memory
                self._known.clear()
            known = self._known[key] = (within, told)
        return known

    def _member(self, key: Key) -> bool | None:
        return self._in(self.canonical, key)

    def _in(self, canonical: str, key: Key) -> bool | None:
        system, version, code, display = key
        value_set = self._tables.value_set(canonical)
        if code is None or (system is None and display is not None):
            return False
        within = member(self._tables, value_set, key)
        if within is None and self._plug is not None:
            answer = self._plug(canonical, system, version, code, display)
            return answer[0] if answer else None
        return within

    def _without_code(self, path: Place, sink: Sink) -> None:
        value_set = self._tables.value_set(self.canonical)
        shown = str(value_set) if value_set else f"'{self.canonical}'"
        if self.strength == "required":
            sink.error("code-invalid", path, "terminology.code-required", value_set=shown)
        elif self.strength == "extensible":
            if self.maximum:
                shown = self._shown(self.maximum)
                sink.error("code-invalid", path, "terminology.code-required", value_set=shown)
            else:
                sink.warning("code-invalid", path, "terminology.code-expected", value_set=shown)

    def _outside(self, within: bool | None, keys: list[Key], path: Place, sink: Sink) -> None:
        if self.strength not in _STRENGTHS:
            return
        value_set = self._tables.value_set(self.canonical)
        if value_set is None and self._plug is None:
            sink.warning(
                "not-found", path, "terminology.value-set-unknown", value_set=self.canonical
            )
            return
        codes = ", ".join(_told(key) for key in keys)
        shown = self._shown(self.canonical)
        if within is None:
            sink.information(
                "code-invalid", path, "terminology.undecided", codes=codes, value_set=shown
            )
            return
        if self.strength == "extensible" and self._beyond_maximum(keys, codes, path, sink):
            return
        severity, key = _STRENGTHS[self.strength]
        values = {"codes": codes, "value_set": shown}
        if self.strength == "required" and value_set is not None:
            suggestion = suggest(value_set, keys[0][2] or "")
            if suggestion:
                key, values["suggestion"] = "terminology.required-suggest", suggestion
        sink.add(severity, "code-invalid", path, key, **values)

    def _beyond_maximum(self, keys: list[Key], codes: str, path: Place, sink: Sink) -> bool:
        if self.maximum is None or any(self._in(self.maximum, key) is not False for key in keys):
            return False
        shown = self._shown(self.maximum)
        sink.error("code-invalid", path, "terminology.maximum", codes=codes, value_set=shown)
        return True

    def _shown(self, canonical: str) -> str:
        value_set = self._tables.value_set(canonical)
        return str(value_set) if value_set else f"'{canonical}'"


def member(tables: Tables, value_set: ValueSet | None, key: Key) -> bool | None:
    """Whether a coding is in a value set; None where that cannot be known here."""
    system, version, code, _ = key
    if value_set is None or code is None:
        return None
    within = value_set.has(system, code)
    if within is False and system is not None:
        table = tables.table(system)
        if table is not None and not table.whole and table.usable and table.find(code) is None:
            return value_set.has(system, code)
    if version and system and tables.table(system, version) is None and tables.table(system):
        return None if within is False and _mentions(value_set, system) else within
    return within


def _mentions(value_set: ValueSet, system: str) -> bool:
    return any(clause.system == system for clause in value_set.include)


def suggest(value_set: ValueSet, code: str) -> str:
    """The code that was probably meant, among those of a value set that can be listed; or empty."""
    codes = value_set.listed()
    if not codes or not code or len(codes) > 5000:  # noqa: PLR2004 - a search through more takes too long
        return ""
    by_folded = {each.code.casefold(): each.code for each in codes}
    by_display = {each.display.casefold(): each.code for each in codes if each.display}
    folded = code.casefold()
    direct = by_folded.get(folded) or by_display.get(folded)
    if direct:
        return direct if direct != code else ""
    close = get_close_matches(folded[:80], by_folded, n=1, cutoff=0.75)
    return by_folded[close[0]] if close else ""


def _told(key: Key) -> str:
    system, _, code, _ = key
    return f"'{system}#{code}'" if system else f"'{code or ''}'"


def _below(path: Place, step: str) -> Place:
    if isinstance(path, str):
        return path + step
    return lambda: path() + step
