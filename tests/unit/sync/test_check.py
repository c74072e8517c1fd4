"""What a CapabilityStatement is taken to say, and that nothing in one can break the reading."""

import copy
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.config import RecordType
from pk_fhir.messages import text
from pk_fhir.sync import Secret, Source
from pk_fhir.sync.changes import FOLLOWED
from pk_fhir.sync.check import judged
from pk_fhir.sync.pull import TYPES

OAUTH = {"service": [{"coding": [{"code": "OAuth"}]}]}


def resource(kind: str, *parameters: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "interaction": [{"code": "search-type"}],
        "searchParam": [{"name": name} for name in parameters],
        **more,
    }


GOOD: dict[str, Any] = {
    "resourceType": "CapabilityStatement",
    "fhirVersion": "4.0.1",
    "format": ["application/fhir+json; fhirVersion=4.0", "xml"],
    "rest": [
        {
            "mode": "server",
            "resource": [
                resource("Patient", "identifier", operation=[{"name": "everything"}]),
                resource("Task", "patient", searchRevInclude=["Provenance:target"]),
            ],
        }
    ],
}
ALL_WORKS = [
    "version.works",
    "format.works",
    "patient.works",
    "everything.works",
    "task.works",
    "provenance.works",
    "changes.unfollowed.works",
    "security.open.works",
]
BY_TYPE = [
    resource("Patient", "identifier"),
    *(resource(kind, by) for kind, by in TYPES.items()),
    resource("Task", "patient"),
    resource("Provenance", "target"),
]


def server(**changed: Any) -> dict[str, Any]:
    return {"rest": [{**GOOD["rest"][0], **changed}]}


def source(**more: Any) -> Source:
    return Source(key="s", name="Källan", **more)


def told(statement: dict[str, Any], **registered: Any) -> list[str]:
    findings = judged(statement, source(**registered))
    for finding in findings:
        assert finding.key.endswith(f".{finding.level}")
        for language in ("en", "sv"):
            assert "{" not in text(finding.key, language, **finding.values)  # type: ignore[call-overload]
    return [finding.key.removeprefix("source.") for finding in findings]


def test_a_server_that_states_all_that_is_asked_for_works() -> None:
    assert told(GOOD) == ALL_WORKS


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"fhirVersion": "5.0.0"}, {0: "version.other.fails"}),
        ({"fhirVersion": "4.3.0"}, {0: "version.near.limited"}),
        ({"fhirVersion": "3.0.2"}, {0: "version.fails"}),
        ({"fhirVersion": None}, {0: "version.unstated.limited"}),
        ({"format": ["xml", "application/fhir+xml"]}, {1: "format.fails"}),
        ({"format": []}, {1: "format.unstated.limited"}),
        (
            server(resource=[]),
            {
                2: "patient.fails",
                3: "types.limited",
                4: "task.limited",
                5: "provenance.search.limited",
            },
        ),
        (server(resource=BY_TYPE), {3: "by-type.works", 5: "provenance.search.works"}),
        (
            server(resource=BY_TYPE, operation=[{"name": "$everything"}]),
            {5: "provenance.search.works"},
        ),
        (server(security=OAUTH), {7: "security.without.limited"}),
    ],
)
def test_each_lack_is_one_finding_and_the_others_stand(
    changed: dict[str, Any], expected: dict[int, str]
) -> None:
    wanted = [expected.get(number, key) for number, key in enumerate(ALL_WORKS)]
    assert told(copy.deepcopy(GOOD) | changed) == wanted


@pytest.mark.parametrize(
    ("security", "expected"), [(OAUTH, "security.with.works"), (None, "security.unstated.works")]
)
def test_credentials_are_seen_beside_what_is_asked_for(security: Any, expected: str) -> None:
    assert told(GOOD | server(security=security), auth=Secret(env="S"))[-1] == expected


@pytest.mark.parametrize(
    ("version", "release", "expected"),
    [
        ("5.0.0", "R5", "version.turned.limited"),
        ("4.0.1", "R5", "version.other.fails"),
        ("4.3.0", "R5", "version.other.fails"),
        ("6.0.0", "R5", "version.fails"),
    ],
)
def test_a_release_is_held_against_the_one_that_is_registered(
    version: str, release: str, expected: str
) -> None:
    assert told(GOOD | {"fhirVersion": version}, release=release)[0] == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (BY_TYPE, ["chosen-types.works", "task.works"]),
        (BY_TYPE[:1], ["chosen-types.limited", "task.limited"]),
    ],
)
def test_of_a_source_that_may_be_asked_for_some_types_only_these_are_judged(
    stated: list[Any], expected: list[str]
) -> None:
    asked = frozenset({"CareTeam", "Task"})
    everything = {"interaction": [{"code": "history-system"}]}
    found = told(GOOD | server(resource=stated, **everything), ask_for=asked)
    assert found[3:] == [*expected, "changes.unfollowed.works", "security.open.works"]


def test_what_may_be_asked_for_is_what_is_followed() -> None:
    assert set(get_args(RecordType)) == set(FOLLOWED)


HISTORY = [{"code": "search-type"}, {"code": "history-type"}]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            {"resource": [resource(kind, by, interaction=HISTORY) for kind, by in TYPES.items()]},
            "changes.history-type.works",
        ),
        (
            {"resource": BY_TYPE, "interaction": [{"code": "history-system"}]},
            "changes.history-system.works",
        ),
        ({"resource": BY_TYPE}, "changes.search.limited"),
    ],
)
def test_how_changes_and_deletions_are_noticed_is_said(
    stated: dict[str, Any], expected: str
) -> None:
    assert told(GOOD | server(**stated), follow_seconds=60.0)[-2] == expected


def test_the_types_that_cannot_be_searched_are_named() -> None:
    lacking = [r for r in BY_TYPE if r["type"] not in ("Goal", "CareTeam")]
    [found] = [f for f in judged(GOOD | server(resource=lacking), source()) if "types" in f.key]
    assert text(found.key, "en", **found.values) == (
        "It has no $everything, and states no search by patient of CareTeam, Goal: these may be missing."
    )


def test_what_describes_no_server_is_said_to_be_none() -> None:
    assert told({"resourceType": "Patient"}) == ["not-a-statement.limited"]
    assert told(GOOD | {"rest": [{"mode": "client"}]})[-1] == "no-rest.fails"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for name, child in children for place in places(child, (*path, name)))]


@given(place=st.sampled_from(places(GOOD | server(security=OAUTH))[1:]), value=ANYTHING)
def test_anything_may_stand_anywhere_in_a_statement(place: tuple[Any, ...], value: Any) -> None:
    statement = copy.deepcopy(GOOD | server(security=OAUTH))
    parent: Any = statement
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert told(statement)
