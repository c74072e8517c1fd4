"""The keys by which the parts of a contract name each other: unique, existing, of the right kind."""

from collections.abc import Iterator
from functools import cache, reduce
from typing import Any, NamedTuple, Protocol

from pydantic.alias_generators import to_camel

from pk_fhir.contract.agreement import Agreement, Story
from pk_fhir.contract.part import PATIENT
from pk_fhir.contract.people import Professional
from pk_fhir.contract.problems import Problem, pointer
from pk_fhir.messages import Told, told


class Linked(Protocol):
    """A contract, as far as its links go; the lists are asked for by their names in `KEYED`."""

    @property
    def professionals(self) -> tuple[Professional, ...]:
        """Those whose roles may be roles of one person."""

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Who agreed to which version."""

    @property
    def story(self) -> Story | None:
        """The one part with a key that is not in a list."""


# The lists whose members have keys, and the kind of thing that each holds.
KEYED = {
    "relatives": "relative",
    "organizations": "organization",
    "professionals": "professional",
    "teams": "team",
    "fixed_contacts": "fixed contact",
    "mediated_contacts": "mediated contact",
    "receptions": "reception",
    "goals": "goal",
    "patient_commitments": "patient commitment",
    "care_commitments": "care commitment",
    "external_efforts": "external effort",
    "warning_signs": "warning sign",
    "times": "time",
    "plans": "plan",
    "follow_ups": "follow-up",
    "reviews": "review",
}

_CLOSE = ("patient", "relative")
_CARE = ("professional", "organization")
_ANYONE = (*_CLOSE, *_CARE)
_TEAMS = ("team", "fixed contact")
_ORGANIZATION = ("organization",)
_PROFESSIONAL = ("professional",)
_DONE = (
    "patient commitment",
    "care commitment",
    "external effort",
    "warning sign",
    "mediated contact",
    "review",
    "time",
)

# Where a key is named, and the kinds that may stand there. `[]` goes through a list.
LINKS: dict[str, tuple[str, ...]] = (
    {
        "author": (*_ANYONE, *_TEAMS),
        "contributors[]": (*_ANYONE, *_TEAMS),
        "agreements[].party": _ANYONE,
        "custody.care_giver": _ORGANIZATION,
        "custody.care_unit": _ORGANIZATION,
        "discussed[].by": _CARE,
        "organizations[].part_of": _ORGANIZATION,
        "professionals[].organization": _ORGANIZATION,
        "receptions[].organization": _ORGANIZATION,
        "teams[].members[].party": (*_ANYONE, *_TEAMS),
        "teams[].organizations[]": _ORGANIZATION,
        "fixed_contacts[].professional": _PROFESSIONAL,
        "fixed_contacts[].unit": _ORGANIZATION,
        "fixed_contacts[].appointed.by": _CARE,
        "mediated_contacts[].owner": _PROFESSIONAL,
        "mediated_contacts[].to_party": (*_CARE, "reception", "relative", *_TEAMS),
        "story.told_by": (*_CLOSE, "professional"),
        "story.written_by": _ANYONE,
        "goals[].expressed_by": (*_CLOSE, "professional"),
        "goals[].accepted_by[].party": (*_CLOSE, "professional"),
        "goals[].reassessments[].by": _ANYONE,
        "patient_commitments[].owner": _CLOSE,
        "care_commitments[].performers[]": (*_CARE, "reception", *_TEAMS),
        "care_commitments[].chosen_from": ("care commitment",),
        "external_efforts[].performers[]": _ORGANIZATION,
        "warning_signs[].watched_by": _CLOSE,
        "warning_signs[].where_to_turn[].party": (*_CARE, "reception", "relative", *_TEAMS),
        "times[].participants[].party": ("professional", "relative", "reception"),
        "times[].efforts[]": ("care commitment", "external effort"),
        "times[].answers[].by": (*_CLOSE, "professional"),
        "plans[].author": _CARE,
        "plans[].teams[]": _TEAMS,
        "plans[].goals[]": ("goal",),
        "plans[].activities[]": _DONE,
        "follow_ups[].answered_by": (*_CLOSE, "professional"),
        "follow_ups[].asked_by": _ANYONE,
        "reviews[].owner": _PROFESSIONAL,
        "reviews[].follow_up": ("follow-up",),
        "notes[].by": _ANYONE,
    }
    | {
        f"{part}[].goals[]": ("goal",)
        for part in (
            "patient_commitments",
            "care_commitments",
            "external_efforts",
            "warning_signs",
            "mediated_contacts",
            "times",
            "reviews",
        )
    }
    | {
        f"{part}[].notes[].by": _ANYONE
        for part in (
            "teams",
            "fixed_contacts",
            "mediated_contacts",
            "goals",
            "patient_commitments",
            "care_commitments",
            "external_efforts",
            "warning_signs",
            "plans",
            "reviews",
        )
    }
)

# Where FHIR takes the person only, not the role: the first role of that person is named.
PERSON_ONLY = frozenset(
    path
    for path in LINKS
    if path.endswith(("notes[].by", "accepted_by[].party", "reassessments[].by"))
)


class BrokenLinksError(ValueError):
    """Keys that do not hold together, all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{found.pointer}: {found.text()}" for found in problems))


class Keyed(NamedTuple):
    """Something that has a key."""

    key: str
    kind: str
    steps: tuple[str | int, ...]


def keyed(contract: Linked) -> Iterator[Keyed]:
    """Everything in the contract that has a key, except the patient."""
    for name, kind in KEYED.items():
        for index, part in enumerate(getattr(contract, name)):
            key = part.key if name == "organizations" else part.id
            yield Keyed(key, kind, (to_camel(name), index))
            for place, answer in enumerate(getattr(part, "answers", ())):
                steps = (to_camel(name), index, "answers", place)
                yield Keyed(answer.id, "answer", steps)
    if contract.story is not None:
        yield Keyed(contract.story.id, "story", ("story",))


def problems(contract: Linked) -> list[Problem]:
    """Keys used twice, links that lead nowhere or to the wrong kind of thing, and what is said twice of one."""
    found: list[Problem] = []
    kinds = {PATIENT: "patient"}
    for entry in keyed(contract):
        if entry.key in kinds:
            found.append(_problem("pk-link-key-twice", entry.steps, name=entry.key))
        kinds.setdefault(entry.key, entry.kind)
    persons = _first_roles(contract)
    used: set[str] = set()
    for path, allowed in LINKS.items():
        for steps, name in _named(contract, path):
            used.add(name)
            found.extend(_judge(path, steps, name, kinds, allowed, persons))
    return [*found, *_same_person(contract), *_agreed_twice(contract), *_unused(contract, used)]


def _judge(  # noqa: PLR0913, PLR0917 - what a link is judged by
    path: str,
    steps: tuple[str | int, ...],
    name: str,
    kinds: dict[str, str],
    allowed: tuple[str, ...],
    persons: dict[str, str],
) -> Iterator[Problem]:
    kind = kinds.get(name)
    if kind is None:
        yield _problem("pk-link-missing", steps, name=name, allowed=_any_of(allowed))
    elif kind not in allowed:
        values = {"kind": _in_words(kind), "allowed": _any_of(allowed)}
        yield _problem("pk-link-kind", steps, name=name, **values)
    elif path in PERSON_ONLY and persons.get(name, name) != name:
        yield _problem("pk-link-person", steps, name=name, first=persons[name])


def _in_words(kind: str) -> Told:
    return told(f"contract.kind.{kind.replace(' ', '-')}")


def _any_of(kinds: tuple[str, ...]) -> Told:
    """The kinds in a row, each to be said in the reader's language."""
    return reduce(
        lambda row, kind: told("contract.kinds", kinds=row, kind=kind), map(_in_words, kinds)
    )


def _problem(key: str, steps: tuple[str | int, ...], **values: str) -> Problem:
    return Problem(severity="error", key=key, pointer=pointer(*steps), values=values)


def _first_roles(contract: Linked) -> dict[str, str]:
    """Each professional's key, and the first of the keys with the same HSA-id, by alphabet.

    By alphabet, because a server that gives the records back does not keep their order.
    """
    first: dict[str, str] = {}
    for person in contract.professionals:
        name = person.hsa_id or ""
        first[name] = min(first.get(name, person.id), person.id)
    return {
        person.id: first[person.hsa_id] if person.hsa_id else person.id
        for person in contract.professionals
    }


def _same_person(contract: Linked) -> Iterator[Problem]:
    names: dict[str, Any] = {}
    for index, person in enumerate(contract.professionals):
        if person.hsa_id and names.setdefault(person.hsa_id, person.name) != person.name:
            yield _problem("pk-link-same-person", ("professionals", index, "name"))


def _agreed_twice(contract: Linked) -> Iterator[Problem]:
    """One party agrees to one version once: there is one record of it."""
    known: set[tuple[str, int]] = set()
    for index, agreed in enumerate(contract.agreements):
        one = (agreed.party, agreed.version)
        if one in known:
            values = {"name": agreed.party, "version": str(agreed.version)}
            yield _problem("pk-link-agreed-twice", ("agreements", index), **values)
        known.add(one)


def _unused(contract: Linked, used: set[str]) -> Iterator[Problem]:
    """Nothing leads from the agreement to a party that it does not name, so it would be lost."""
    for entry in keyed(contract):
        if entry.kind in ("organization", "professional") and entry.key not in used:
            yield _problem("pk-link-unused", entry.steps, name=entry.key)


class _Step(NamedTuple):
    """A field of ours, its name in JSON, and whether each of its members is meant."""

    name: str
    told: str
    many: bool


@cache
def _steps(path: str) -> tuple[_Step, ...]:
    return tuple(
        _Step(name, to_camel(name), step.endswith("[]"))
        for step in path.split(".")
        for name in (step.removesuffix("[]"),)
    )


def _named(contract: Linked, path: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The keys that stand at `path`, each with its place."""
    found: list[tuple[tuple[str | int, ...], Any]] = [((), contract)]
    for step in _steps(path):
        stepped = [((*steps, step.told), getattr(value, step.name)) for steps, value in found]
        if step.many:
            stepped = [
                ((*steps, index), member)
                for steps, members in stepped
                for index, member in enumerate(members)
            ]
        found = [(steps, value) for steps, value in stepped if value is not None]
        if not found:
            return
    yield from found
