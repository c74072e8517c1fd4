"""Code systems and value sets of a set of definitions, each compiled once and shared.

A validator laid over another one (a profile or two at hand) shares the tables of what lies below as
long as it brings no terminology of its own.
"""

from typing import Any
from weakref import WeakKeyDictionary, ref

from pk_fhir.definitions.registry import Definitions
from pk_fhir.validation.terminology.concepts import CodeTable
from pk_fhir.validation.terminology.external import UCUM
from pk_fhir.validation.terminology.valuesets import Sources, ValueSet

COUNTRIES = "urn:iso:std:iso:3166"
RELEASE = "4.0.1"
V3 = "http://terminology.hl7.org/ValueSet/v3-"
# The value sets of R4 core that list the codes of a system which core does not define.
_LISTS = {
    COUNTRIES: (
        "http://hl7.org/fhir/ValueSet/iso3166-1-2",
        "http://hl7.org/fhir/ValueSet/iso3166-1-3",
        "http://hl7.org/fhir/ValueSet/iso3166-1-N",
    )
}


class Tables:
    """Look-ups of compiled code systems and value sets."""

    def __init__(self, definitions: Definitions) -> None:
        # Kept in a table that is keyed by the definitions, it must not keep them alive itself.
        self._definitions = ref(definitions)
        self._systems: dict[tuple[str, str], CodeTable | None] = {}
        self._sets: dict[str, ValueSet | None] = {}
        self._supplements: dict[str, list[dict[str, Any]]] | None = None
        self.sources = Sources(self.table, self.value_set)
        # Facts of single codings and bindings, kept by the modules that work them out.
        self.memory: dict[Any, Any] = {}

    @property
    def definitions(self) -> Definitions:
        found = self._definitions()
        if found is None:
            raise ReferenceError("the definitions of this terminology are gone")
        return found

    def table(self, system: str, version: str = "") -> CodeTable | None:
        """A code system by url, in a version or the newest; None where it is not here."""
        key = (system, version)
        if key not in self._systems:
            self._systems[key] = self._table(system, version)
        return self._systems[key]

    def _table(self, system: str, version: str) -> CodeTable | None:
        if not system or system == UCUM:
            return None
        found = self.definitions.get(f"{system}|{version}" if version else system, "CodeSystem")
        if found is None:
            return self._from_lists(system) if system in _LISTS and not version else None
        return CodeTable(found, self._supplements_of(system))

    def _from_lists(self, system: str) -> CodeTable | None:
        codes: list[dict[str, Any]] = []
        for url in _LISTS[system]:
            resource = self.definitions.get(url, "ValueSet")
            for clause in (resource or {}).get("compose", {}).get("include", ()):
                if clause.get("system") == system:
                    codes.extend(clause.get("concept", ()))
        made = {"url": system, "content": "fragment", "caseSensitive": False, "concept": codes}
        return CodeTable(made) if codes else None

    def _supplements_of(self, system: str) -> list[dict[str, Any]]:
        if self._supplements is None:
            self._supplements = {}
            for layer, entry in self.definitions.entries("CodeSystem"):
                # R4 core's one supplement is an example; reading all its systems for it would cost a second.
                if layer.parent is None:
                    continue
                resource = layer.load(entry)
                if resource.get("content") == "supplement":
                    target = str(resource.get("supplements", "")).partition("|")[0]
                    self._supplements.setdefault(target, []).append(resource)
        return self._supplements.get(system, [])

    def is_supplement(self, system: str) -> bool:
        """Whether the newest code system of this url only adds to another one."""
        found = self.definitions.get(system, "CodeSystem")
        return found is not None and found.get("content") == "supplement"

    def value_set(self, canonical: str) -> ValueSet | None:
        """A value set by canonical; None where it is not here."""
        if canonical not in self._sets:
            found = self.definitions.get(canonical, "ValueSet") or self._of_v3(canonical)
            self._sets[canonical] = ValueSet(found, self.sources) if found else None
        return self._sets[canonical]

    def _of_v3(self, canonical: str) -> dict[str, Any] | None:
        """What R4 calls by its own version is published under that of HL7 V3: the one that is here."""
        url, _, version = canonical.partition("|")
        if version != RELEASE or not url.startswith(V3):
            return None
        return self.definitions.get(url, "ValueSet")

    def versions(self, system: str) -> list[str]:
        """The versions of a code system that are here."""
        return sorted(
            entry.version
            for _, entry in self.definitions.entries("CodeSystem")
            if entry.url == system and entry.version
        )


_shared: WeakKeyDictionary[Definitions, Tables] = WeakKeyDictionary()


def tables(definitions: Definitions) -> Tables:
    """The tables of these definitions, shared by everyone who asks for the same terminology."""
    base = definitions
    while base.parent is not None and not any(
        entry.kind in ("CodeSystem", "ValueSet") for entry in base.source.entries
    ):
        base = base.parent
    found = _shared.get(base)
    if found is None:
        found = _shared[base] = Tables(base)
    return found
