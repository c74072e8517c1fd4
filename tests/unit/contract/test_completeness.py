"""What an agreement lacks is told by rules with stable keys, which say what to change."""

from typing import Any

import pytest

from pk_fhir.contract import parse, problems

WHOLE: dict[str, Any] = {
    "identifier": {"system": "urn:oid:1.2.3", "value": "17"},
    "status": "active",
    "title": "Patientkontrakt",
    "version": 1,
    "period": {"start": "2026-11-01"},
    "established": "2026-11-01",
    "author": "eva",
    "agreements": [{"party": "patient", "version": 1}, {"party": "eva", "version": 1}],
    "indications": [{"code": "own-wish"}],
    "discussed": [
        {"part": part, "outcome": "not-relevant", "when": "2026-11-01", "by": "eva"}
        for part in ("agreement", "fixed-contact", "agreed-time", "coordinated-planning")
    ],
    "patient": {"identifiers": [{"kind": "personnummer", "value": "197909212388"}]},
    "professionals": [{"id": "eva", "telecom": [{"kind": "phone", "value": "010"}]}],
    "reviews": [{"id": "nasta", "planned": {"end": "2027-05-01"}}],
}


def found(**changed: Any) -> list[tuple[str, str, str]]:
    """Severity, key and place of each problem of the whole contract, changed."""
    members = {name: value for name, value in {**WHOLE, **changed}.items() if value is not None}
    return [(one.severity, one.key, one.pointer) for one in problems(parse(members))]


def test_a_whole_active_contract_lacks_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("agreement", "pk-part-agreement"),
        ("fixed-contact", "pk-part-contact"),
        ("agreed-time", "pk-part-time"),
        ("coordinated-planning", "pk-part-planning"),
    ],
)
def test_each_of_the_four_parts_is_missed_by_a_rule_of_its_own(part: str, key: str) -> None:
    discussed = [one for one in WHOLE["discussed"] if one["part"] != part]
    assert found(discussed=discussed) == [("error", key, "/discussed")]
    assert found(discussed=discussed, status="draft") == [("warning", key, "/discussed")]
    assert found(discussed=discussed, status="completed") == []


def test_the_text_says_what_to_change_in_both_languages() -> None:
    members = {**WHOLE, "discussed": WHOLE["discussed"][:2] + WHOLE["discussed"][3:]}
    (problem,) = problems(parse(members))
    assert problem.text("en") == (
        'the part "överenskommen tid" is not stated as discussed; an active contract states all '
        "four parts: add it to `discussed` with its outcome (pk-part-time)"
    )
    assert problem.text("sv") == (
        'delen "överenskommen tid" är inte angiven som diskuterad; ett gällande kontrakt anger '
        "alla fyra delar: lägg till den i `discussed` med vad det ledde till (pk-part-time)"
    )


KONTAKT = {"id": "k", "professional": "eva"}
GODMAN = {
    "id": "r",
    "relations": [{"code": "special-representative"}],
    "mayDecide": ["decide-care"],
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"indications": None}, ("error", "pk-indication", "/indications")),
        ({"patient": {}}, ("error", "pk-patient-identifier", "/patient/identifiers")),
        ({"title": None}, ("error", "pk-title", "/title")),
        ({"established": None}, ("error", "pk-established", "/established")),
        ({"author": None}, ("error", "pk-author", "/author")),
        ({"period": {"end": "2027"}}, ("error", "pk-period", "/period")),
        ({"reviews": None}, ("warning", "pk-next-review", "/reviews")),
        (
            {"reviews": [{"id": "n", "status": "completed"}]},
            ("warning", "pk-next-review", "/reviews"),
        ),
        (
            {"agreements": [{"party": "eva", "version": 1}]},
            ("warning", "pk-agreed-patient", "/agreements"),
        ),
        (
            {"agreements": [{"party": "patient", "version": 1}]},
            ("warning", "pk-agreed-care", "/agreements"),
        ),
        (
            {"agreements": [*WHOLE["agreements"], {"party": "eva", "version": 2}]},
            ("error", "pk-agreed-version", "/agreements/2/version"),
        ),
        (
            {
                "version": 2,
                "agreements": [
                    {"party": "patient", "version": 2},
                    {"party": "eva", "version": 2},
                    {"party": "eva", "version": 1, "forPatient": True},
                ],
            },
            ("error", "pk-agreed-for-patient", "/agreements/2/forPatient"),
        ),
        (
            {"discussed": [*WHOLE["discussed"], WHOLE["discussed"][0]]},
            ("error", "pk-part-twice", "/discussed/4"),
        ),
        (
            {"discussed": [{"part": "agreement", "outcome": "later"}, *WHOLE["discussed"][1:]]},
            ("warning", "pk-part-when-by", "/discussed/0"),
        ),
        (
            {
                "discussed": [
                    {**WHOLE["discussed"][0], "outcome": "agreed"},
                    *WHOLE["discussed"][1:],
                ]
            },
            ("warning", "pk-part-agreement-empty", "/discussed/0"),
        ),
        (
            {"professionals": [{"id": "eva"}], "fixedContacts": [KONTAKT]},
            ("warning", "pk-contact-telecom", "/fixedContacts/0"),
        ),
        (
            {
                "fixedContacts": [
                    {**KONTAKT, "coordinating": True},
                    {**KONTAKT, "id": "l", "coordinating": True},
                ]
            },
            ("error", "pk-one-coordinator", "/fixedContacts/1/coordinating"),
        ),
        (
            {"times": [{"id": "t", "status": "agreed"}]},
            ("error", "pk-time-start", "/times/0/start"),
        ),
        (
            {"times": [{"id": "t", "status": "wished"}]},
            ("error", "pk-time-wished", "/times/0/wished"),
        ),
        (
            {
                "times": [
                    {
                        "id": "t",
                        "status": "agreed",
                        "patientReply": "declined",
                        "start": "2026-12-01T09:00:00Z",
                        "end": "2026-12-01T10:00:00Z",
                    }
                ]
            },
            ("error", "pk-time-agreed", "/times/0/patientReply"),
        ),
        (
            {
                "times": [
                    {
                        "id": "t",
                        "status": "fulfilled",
                        "start": "2026-12-01T09:00:00+01:00",
                        "end": "2026-12-01T07:59:00Z",
                    }
                ]
            },
            ("error", "pk-period-backwards", "/times/0"),
        ),
        (
            {"times": [{"id": "t", "status": "waitlist", "cancelReason": "Sjuk"}]},
            ("error", "pk-time-cancel-reason", "/times/0/cancelReason"),
        ),
        (
            {"followUps": [{"id": "f", "planning": {"answer": "yes"}}]},
            ("error", "pk-five-questions", "/followUps/0"),
        ),
        (
            {
                "organizations": [
                    {"id": "o", "telecom": [{"kind": "phone", "value": "1", "use": "home"}]}
                ],
                "custody": {"careUnit": "o"},
            },
            ("error", "pk-organization-telecom", "/organizations/0/telecom/0/use"),
        ),
        (
            {"plans": [{"id": "p", "period": {"start": "2026-02", "end": "2026-01"}}]},
            ("error", "pk-period-backwards", "/plans/0/period"),
        ),
        (
            {"period": {"start": "2026-11-01", "end": "2026-10"}},
            ("error", "pk-period-backwards", "/period"),
        ),
        (
            {"careCommitments": [{"id": "c", "what": "w", "period": {"end": "2027"}}]},
            ("error", "pk-effort-start", "/careCommitments/0/period/start"),
        ),
        (
            {"externalEfforts": [{"id": "c", "what": "w"}]},
            ("error", "pk-external-responsible", "/externalEfforts/0/performers"),
        ),
        (
            {"warningSigns": [{"id": "w", "sign": "s"}]},
            ("error", "pk-warning-where", "/warningSigns/0/whereToTurn"),
        ),
        ({"teams": [{"id": "t"}]}, ("error", "pk-team-members", "/teams/0/members")),
        (
            {
                "careCommitments": [
                    {"id": "a", "what": "w"},
                    {"id": "b", "what": "w", "chosenFrom": "a"},
                ]
            },
            ("error", "pk-chosen-from", "/careCommitments/1/chosenFrom"),
        ),
        (
            {
                "careCommitments": [
                    {"id": "a", "what": "w", "standing": "alternative"},
                    {"id": "b", "what": "w", "chosenFrom": "a"},
                ]
            },
            ("error", "pk-chosen-open", "/careCommitments/1/chosenFrom"),
        ),
        (
            {"relatives": [{**GODMAN, "relations": [{"code": "friend"}]}]},
            ("error", "pk-representation", "/relatives/0/mayDecide"),
        ),
        (
            {"relatives": [{"id": "r", "numbers": [{"kind": "reservnummer", "value": "X1"}]}]},
            ("warning", "pk-id-reservnummer-form", "/relatives/0/numbers/0"),
        ),
    ],
)
def test_each_rule_is_told_once_at_its_place(
    changed: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert found(**changed) == [expected]


def test_a_god_man_agrees_instead_of_the_patient() -> None:
    agreements = [{"party": "r", "version": 1, "forPatient": True}, {"party": "eva", "version": 1}]
    assert found(relatives=[GODMAN], agreements=agreements) == []
