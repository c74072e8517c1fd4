"""Codings that have been found right, known again.

Codes come from vocabularies: the same few thousand Codings (https://hl7.org/fhir/R4/datatypes.html#Coding)
stand in resource after resource. What is said of one depends on what it holds, on the element that holds
it, on the definitions, and on the policy of the validation; not on the rest of the resource. So `Right`
keeps, for each element, the contents of which nothing was said, with one `Right` for each `Program` and
policy. It is not used where a terminology server is asked, whose answers may change.

Only what is made of strings is kept, so that nothing else can equal it, and nothing with an id, which must
be told once in a resource.
"""

from typing import Any

from pk_fhir.validation.place import Slot

# So many are kept, each of so many characters at most: a hostile body must not fill the memory.
MOST_KEPT = 20_000
LONGEST_KEPT = 500

_STRINGS = frozenset({str, type(None)})
Content = tuple[Any, ...]


class Right:
    """Contents of which nothing was said, by the element that holds them."""

    __slots__ = ("_count", "_known")

    def __init__(self) -> None:
        self._known: dict[Slot, set[Content]] = {}
        self._count = 0

    def has(self, slot: Slot, content: Content) -> bool:
        """Whether nothing was said of this content when it stood here before."""
        known = self._known.get(slot)
        try:
            return known is not None and content in known
        except TypeError:  # an object or an array in it
            return False

    def add(self, slot: Slot, content: Content) -> None:
        """Keep a content of which nothing was said, if it is made of strings."""
        if not _STRINGS.issuperset(map(type, content)):
            return
        if sum(map(len, filter(None, content))) > LONGEST_KEPT:
            return
        if self._count >= MOST_KEPT:
            self._known.clear()
            self._count = 0
        self._known.setdefault(slot, set()).add(content)
        self._count += 1


def content_of_coding(coding: Any) -> Content | None:
    """All that a Coding holds; None of one with an id, and of what is none."""
    if type(coding) is not dict or "id" in coding:
        return None
    return (*coding, *coding.values())


def content_of_concept(concept: Any) -> Content | None:
    """What a CodeableConcept says in codes: of its one Coding, what terminology asks for; None of others."""
    codings = concept.get("coding") if type(concept) is dict else None
    if type(codings) is not list or len(codings) != 1 or type(codings[0]) is not dict:
        return None
    get = codings[0].get
    return get("system"), get("version"), get("code"), get("display")
