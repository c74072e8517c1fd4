"""What is sent elsewhere, in words: rules, problems, and both sides of what differs."""

from typing import Any

import msgspec
import pytest

from pk_fhir.portal import sending
from pk_fhir.sync import Source
from pk_fhir.sync.source import Push

DASH = "\N{EN DASH}"
SERVER = Source(key="there", name="Exempelby kommun", base_url="https://there.example/fhir")


@pytest.mark.parametrize(
    ("push", "words"),
    [
        (Push(), "Alla kontrakt"),
        (
            Push(which="units", units=frozenset({"SE1-B", "SE1-A"})),
            "Kontrakt från enheterna SE1-A, SE1-B",
        ),
        (Push(which="consent"), "Kontrakt för patienter som samtycker till det"),
        (None, ""),
    ],
)
def test_a_rule_says_which_contracts_go_there(push: Push | None, words: str) -> None:
    assert sending.rule(msgspec.structs.replace(SERVER, push=push)) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("unreachable", "Systemet gick inte att nå."),
        ("status (503)", "Systemet svarade med ett fel (HTTP 503)."),
        ("KeyError", "Något gick fel hos oss (KeyError)."),
        ("{0} is not allowed {here}", "Den andra servern svarade: {0} is not allowed {here}"),
        ("made-up", "Den andra servern svarade: made-up"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_problem_is_a_sentence(stated: str | None, words: str) -> None:
    assert sending.problem(stated) == words


def differ(ours: dict[str, Any] | None, theirs: dict[str, Any] | None, *names: str) -> Any:
    conflict = {"ours": ours, "theirs": theirs, "differ": list(names)}
    found = sending.differences(conflict, lambda date: f"<{date}>")
    return [(one.label, one.ours, one.theirs) for one in found]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-12", "<2026-11-12>"),
        ({"text": "Gå ut"}, "Gå ut"),
        ([{"text": "Ett."}, {"text": "Två."}], "Ett.; Två."),
        ({"reference": "Patient/1", "display": "Elsa"}, "Elsa"),
        ({"start": "2026-01-01", "end": "2026-02-01"}, f"<2026-01-01>{DASH}<2026-02-01>"),
        ({"start": "2026-01-01"}, f"<2026-01-01>{DASH}"),
        ({"system": "phone", "value": "010-555 10 10"}, "010-555 10 10"),
        ({"coding": [{"system": "urn:x", "code": "y", "display": "Något"}]}, "Något"),
        ({"coding": [{"system": "urn:x", "code": "y"}]}, '{"coding": [{"system": "urn:x", "code": "y"}]}'),
        (True, "true"),
        (1.5, "1.5"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_value_is_said_plainly_and_else_shown_whole(value: object, words: str) -> None:
    assert differ({"note": value}, {}, "note") == [("Anteckningar", words, "finns inte")]


def test_a_state_is_in_words_and_what_has_none_keeps_its_name() -> None:
    ours = {"resourceType": "Appointment", "status": "booked", "odd": "x" * 500}
    theirs = {"resourceType": "Appointment", "status": "entered-in-error"}
    assert differ(ours, theirs, "status", "odd") == [
        ("Läge", "bokad", "entered-in-error"),
        ("odd", f"<{'x' * 500}>", "finns inte"),
    ]
    assert differ({"note": {"odd": "x" * 500}}, None, "note")[0][1].endswith("x…")


def test_a_type_of_record_has_a_name() -> None:
    assert sending.kind("Goal") == "Mål"
    assert sending.kind("Observation") == "Uppgift"
