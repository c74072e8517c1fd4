"""Binding strengths, as HL7's own validator applies them without a terminology server.

https://hl7.org/fhir/R4/terminologies.html#strength. Required: an error. Extensible: an error against
its maxValueSet, else a warning. Preferred: information. Where membership cannot be known it is
information for all three.
"""

from difflib import get_close_matches
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.fhir.outcome import Severity
from pk_fhir.validation.issues import Place, Sink
from pk_fhir.validation.terminology.asking import PLAIN, Asking, Question
from pk_fhir.validation.terminology.codings import (
    Facts,
    Finding,
    Key,
    facts,
    key_of,
    report,
    report_server,
)
from pk_fhir.validation.terminology.store import Tables
from pk_fhir.validation.terminology.systems import misused
from pk_fhir.validation.terminology.valuesets import ValueSet

MAX_VALUE_SET = f"{CORE}elementdefinition-maxValueSet"

_STRENGTHS: dict[str, tuple[Severity, str]] = {
    "required": ("error", "terminology.required"),
    "extensible": ("warning", "terminology.extensible"),
    "preferred": ("information", "terminology.preferred"),
}


class Binding:
    """An `ElementDefinition.binding`, ready to be asked about values."""

    def __init__(self, binding: dict[str, Any], tables: Tables) -> None:
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
        self._known: dict[Key, tuple[bool | None, Facts]] = {}

    # One value of each type

    def concept(
        self, value: dict[str, Any], path: Place, sink: Sink, asking: Asking = PLAIN
    ) -> None:
        """CodeableConcept: one coding in the value set is enough, and every coding is looked at."""
        codings = value.get("coding")
        keys = (
            [key_of(each) for each in codings if type(each) is dict]
            if type(codings) is list
            else []
        )
        if not keys:
            self.without_code(path, sink)
            return
        best: bool | None = False
        for index, key in enumerate(keys):
            within, told = self._judge(key, asking)
            place = _below(path, f".coding[{index}]")
            if told.findings:
                report(told.findings, place, sink, displays=asking.displays)
            if told.display_given:
                _allow_display(place, sink)
            report_server(self._tables, key, place, sink, asking)
            best = True if within or best is True else (None if within is None else best)
        if best is not True:
            self._outside(best, keys, path, sink, asking)

    def coding(
        self, value: dict[str, Any], path: Place, sink: Sink, asking: Asking = PLAIN
    ) -> None:
        """Coding."""
        key = key_of(value)
        if key[0] is None and key[2] is None:
            self.without_code(path, sink)
            return
        wrong = misused(self._tables, key[0], strict=asking.strict)
        if wrong is not None and self._forbids(wrong.key):
            report((wrong,), path, sink)
            return
        within, told = self._judge(key, asking)
        if told.findings:
            report(told.findings, path, sink, displays=asking.displays)
        if told.display_given:
            _allow_display(path, sink)
        report_server(self._tables, key, path, sink, asking)
        if within is not True:
            self._outside(within, [key], path, sink, asking)

    def quantity(
        self, value: dict[str, Any], path: Place, sink: Sink, asking: Asking = PLAIN
    ) -> None:
        """Quantity: its system and code are its coding; one without a code is left to the profile."""
        system, _, code, _ = key_of(value)
        if code is None or system is None:
            return
        key: Key = (system, None, code, None)
        within, told = self._judge(key, asking)
        report(told.findings, path, sink)
        if within is not True:
            self._outside(within, [key], path, sink, asking)

    def bare(self, value: str, path: Place, sink: Sink, asking: Asking = PLAIN) -> None:
        """code, string or uri: the code alone, in whatever system of the value set has it."""
        key: Key = (None, None, value, None)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (self._member(key), Facts())
        within = self._asked(known[0], self.canonical, key, asking)
        if within is not True and not self._bare_beyond(key, path, sink, asking):
            self._outside(within, [key], path, sink, asking)

    def _bare_beyond(self, key: Key, path: Place, sink: Sink, asking: Asking) -> bool:
        """A preferred code outside the maximum: a language tag that is none is wrong everywhere."""
        told = _told(key)
        return self.strength == "preferred" and self._beyond_maximum(
            [key], told, path, sink, asking
        )

    def _forbids(self, key: str) -> bool:
        """A stricter binding says what is wrong by itself, except of a value set."""
        return self.strength not in _STRENGTHS or key == "terminology.value-set-as-system"

    # What follows

    def _judge(self, key: Key, asking: Asking) -> tuple[bool | None, Facts]:
        known = self._known.get(key)
        if known is None:
            told = self._told_of(key)
            within = self._member(key) if told.sound else self._named_without_system(key)
            if len(self._known) > 20_000:  # noqa: PLR2004 - a hostile body must not fill the memory
                self._known.clear()
            known = self._known[key] = (within, told)
        if known[0] is None and asking.ask is not None:
            return self._asked(None, self.canonical, key, asking), known[1]
        return known

    def _told_of(self, key: Key) -> Facts:
        """What holds for a coding, and for its version and display beside those that the value set states."""
        told = facts(self._tables, key)
        value_set = self._tables.value_set(self.canonical)
        system, version, code, display = key
        if value_set is None or system is None or code is None:
            return told
        stated = version and versions_of(value_set, system)
        if stated and version not in stated and self._tables.table(system) is not None:
            values = {"system": system, "version": version or "", "known": ", ".join(stated)}
            found = Finding("error", "invalid", ".version", "terminology.other-version", values)
            return Facts((*told.findings, found), sound=False)
        if not told.sound and display is not None and names_so(value_set, system, code, display):
            plain = facts(self._tables, (system, version, code, None))
            return Facts(plain.findings, plain.sound, display_given=True)
        return told

    def _named_without_system(self, key: Key) -> bool:
        """A code without a system, which has no meaning by itself: whether the value set names such a code."""
        system, _, code, display = key
        value_set = self._tables.value_set(self.canonical)
        if value_set is None or code is None or system is not None or display is not None:
            return False
        return names(value_set, code)

    def _member(self, key: Key) -> bool | None:
        return self._in(self.canonical, key)

    def _in(self, canonical: str, key: Key) -> bool | None:
        system, _, code, display = key
        if code is None or (system is None and display is not None):
            return False
        return member(self._tables, self._tables.value_set(canonical), key)

    def _asked(self, within: bool | None, canonical: str, key: Key, asking: Asking) -> bool | None:
        """What cannot be known here, as a terminology server told it. A display is a question by itself."""
        system, version, code, _ = key
        if within is not None or code is None:
            return within
        answer = asking.of(Question(canonical, system, version, code))
        return answer.holds if answer else None

    def without_code(self, path: Place, sink: Sink) -> None:
        value_set = self._tables.value_set(self.canonical)
        shown = str(value_set) if value_set else f"'{self.canonical}'"
        if value_set is None and self.strength in _STRENGTHS:
            # Whether it has any codes at all is not known.
            sink.warning(
                "not-found", path, "terminology.value-set-unknown", value_set=self.canonical
            )
        elif self.strength == "required":
            sink.error("code-invalid", path, "terminology.code-required", value_set=shown)
        elif self.strength == "extensible":
            if self.maximum:
                shown = self._shown(self.maximum)
                sink.error("code-invalid", path, "terminology.code-required", value_set=shown)
            else:
                sink.warning("code-invalid", path, "terminology.code-expected", value_set=shown)

    def _outside(
        self, within: bool | None, keys: list[Key], path: Place, sink: Sink, asking: Asking
    ) -> None:
        if self.strength not in _STRENGTHS:
            return
        value_set = self._tables.value_set(self.canonical)
        if value_set is None and asking.ask is None:
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
        if self.strength == "extensible" and self._beyond_maximum(keys, codes, path, sink, asking):
            return
        severity, key = _STRENGTHS[self.strength]
        values = {"codes": codes, "value_set": shown}
        if self.strength == "required" and value_set is not None:
            suggestion = suggest(value_set, keys[0][2] or "")
            if suggestion:
                key, values["suggestion"] = "terminology.required-suggest", suggestion
        sink.add(severity, "code-invalid", path, key, **values)

    def _beyond_maximum(
        self, keys: list[Key], codes: str, path: Place, sink: Sink, asking: Asking
    ) -> bool:
        most = self.maximum
        if most is None or any(
            self._asked(self._in(most, key), most, key, asking) is not False for key in keys
        ):
            return False
        shown = self._shown(most)
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


def versions_of(value_set: ValueSet, system: str) -> list[str]:
    """The versions of a code system that a value set takes codes of; none where one of its parts takes any."""
    parts = [clause.version for clause in value_set.include if clause.system == system]
    return parts if all(parts) else []


def names(value_set: ValueSet, code: str) -> bool:
    """Whether a value set names a code itself, in whatever system."""
    return any(code in (clause.named or ()) for clause in value_set.include) and bool(
        value_set.has(None, code)
    )


def names_so(value_set: ValueSet, system: str, code: str, display: str) -> bool:
    """Whether a value set itself names a code by this display."""
    named = value_set.named(system, code)
    return named is not None and named.display.casefold() == display.casefold()


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
    # A coding without a code has at most its system to show.
    return f"'{'#'.join(part for part in (system, code) if part)}'"


def _allow_display(path: Place, sink: Sink) -> None:
    """What the element's own binding told of a display that a profile's value set gives."""
    place = path if isinstance(path, str) else path()
    sink.withdraw("terminology.wrong-display", f"{place}.display")


def _below(path: Place, step: str) -> Place:
    if isinstance(path, str):
        return path + step
    return lambda: path() + step
