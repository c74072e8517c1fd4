"""Contract JSON that cannot be read is refused with every problem at once, each saying what to change."""

from typing import Any

import pytest
from pydantic import ValidationError

from pk_fhir.contract import ContractError, PatientContract, parse
from pk_fhir.contract.links import KEYED
from pk_fhir.messages import preferred_language, text

MINIMAL: dict[str, Any] = {
    "identifier": {"system": "urn:oid:1.2.3", "value": "17"},
    "status": "draft",
    "patient": {},
}


def refused(**added: Any) -> list[tuple[str, str]]:
    """Place and key of each problem."""
    with pytest.raises(ContractError) as caught:
        parse({**MINIMAL, **added})
    return [(problem.pointer, problem.key) for problem in caught.value.problems]


def test_a_minimal_contract_is_given_back_as_it_was_said() -> None:
    assert parse(MINIMAL).to_json() == {**MINIMAL, "version": 1}


def test_text_and_bytes_are_read_like_decoded_json() -> None:
    text = '{"identifier":{"system":"urn:oid:1.2.3","value":"17"},"status":"draft","patient":{}}'
    assert parse(text) == parse(text.encode()) == parse(MINIMAL)


def test_all_problems_are_told_at_once() -> None:
    assert refused(
        statuss="active",
        version=0,
        goals=[{"id": "g", "descripton": "Orka"}],
        times=[{"id": "t", "status": "bokad"}],
    ) == [
        ("/version", "pk-json-small"),
        ("/goals/0/description", "pk-json-missing"),
        ("/goals/0/descripton", "pk-json-unknown-near"),
        ("/times/0/status", "pk-json-code"),
        ("/statuss", "pk-json-unknown-near"),
    ]


def test_an_unknown_field_is_told_with_the_one_that_was_meant_in_both_languages() -> None:
    with pytest.raises(ContractError) as caught:
        parse({**MINIMAL, "fixedContact": []})
    (problem,) = caught.value.problems
    assert problem.text("en") == (
        "`fixedContact` is not a field here: did you mean `fixedContacts`? (pk-json-unknown-near)"
    )
    assert problem.text(preferred_language("sv-SE,en;q=0.5")) == (
        "`fixedContact` är inget fält här: menade du `fixedContacts`? (pk-json-unknown-near)"
    )


def test_the_type_that_was_expected_is_said_in_the_readers_language() -> None:
    with pytest.raises(ContractError) as caught:
        parse({**MINIMAL, "title": 7, "goals": {}})
    assert [problem.text("sv") for problem in caught.value.problems] == [
        "värdet har fel typ: skriv en text (pk-json-type)",
        "värdet har fel typ: skriv en lista (pk-json-type)",
    ]


def test_the_form_of_a_time_or_an_address_is_shown_by_an_example() -> None:
    with pytest.raises(ContractError) as caught:
        parse(
            {
                **MINIMAL,
                "identifier": {"system": "journal", "value": "17"},
                "times": [{"id": "t", "status": "agreed", "start": "igår", "end": "10:00"}],
                "patient": {"language": "svenska språket"},
            }
        )
    assert [problem.text("sv") for problem in caught.value.problems] == [
        "värdet har inte den form som fältet tar: skriv det som https://journal.example/patientkontrakt, urn:oid:1.2.3 (pk-json-pattern)",
        "värdet har inte den form som fältet tar: skriv det så att det stämmer med ^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$ (pk-json-pattern)",
        "värdet har inte den form som fältet tar: skriv det som 2026-11-25T10:00:00+01:00 (pk-json-pattern)",
        "värdet har inte den form som fältet tar: skriv det som 2026-11-25T10:00:00+01:00 (pk-json-pattern)",
    ]


def test_snake_case_is_not_a_second_way_to_write_a_field() -> None:
    assert refused(fixed_contacts=[]) == [("/fixed_contacts", "pk-json-unknown-near")]


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ({"title": "  "}, ("/title", "pk-json-empty")),
        ({"title": 7}, ("/title", "pk-json-type")),
        ({"title": "a\x00"}, ("/title", "pk-json-control")),
        ({"title": "\ud800"}, ("/title", "pk-json-characters")),
        ({"goals": {}}, ("/goals", "pk-json-type")),
        ({"established": "2026-02-30"}, ("/established", "pk-json-date")),
        ({"established": "2026-11-25T10:00:00"}, ("/established", "pk-json-pattern")),
        ({"established": "2026-11-25T10:00:00+15:00"}, ("/established", "pk-json-date")),
        ({"period": {}}, ("/period", "pk-json-period")),
        ({"custody": {}}, ("/custody", "pk-json-custody")),
        ({"indications": [{}]}, ("/indications/0", "pk-json-code-or-words")),
        (
            {"notes": [{"text": "x", "by": "patient", "byName": "y"}]},
            ("/notes/0", "pk-json-one-author"),
        ),
        ({"relatives": [{"id": "patient"}]}, ("/relatives/0/id", "pk-json-key-patient")),
        ({"relatives": [{"id": "197909212388"}]}, ("/relatives/0/id", "pk-json-personal-number")),
        ({"organizations": [{"name": "x"}]}, ("/organizations/0", "pk-json-organization-key")),
        ({"otherPlans": [{}]}, ("/otherPlans/0", "pk-json-other-plan")),
        ({"patientCommitments": [{"id": "a"}]}, ("/patientCommitments/0", "pk-json-commitment")),
        (
            {"times": [{"id": "t", "status": "agreed", "start": "2026-12-01T09:00:00Z"}]},
            ("/times/0", "pk-json-start-end"),
        ),
        (
            {"warningSigns": [{"id": "w", "sign": "s", "whereToTurn": [{}]}]},
            ("/warningSigns/0/whereToTurn/0", "pk-json-where-to-turn"),
        ),
        (
            {
                "careCommitments": [
                    {"id": "c", "what": "w", "when": "2026", "period": {"start": "2026"}}
                ]
            },
            ("/careCommitments/0", "pk-json-occurrence"),
        ),
        (
            {"goals": [{"id": "g", "description": "d", "notes": [{"text": "x", "when": "2026"}]}]},
            ("/goals/0", "pk-json-goal-note"),
        ),
        (
            {"patientCommitments": [{"id": "a", "what": "w", "repeated": {}}]},
            ("/patientCommitments/0/repeated", "pk-json-repetition"),
        ),
        (
            {"patient": {"identifiers": [{"kind": "local", "value": "1"}]}},
            ("/patient/identifiers/0", "pk-json-local-system"),
        ),
        ({"follows": ["hej"]}, ("/follows/0", "pk-json-pattern")),
        ({"sourceSystem": "SE1"}, ("/sourceSystem", "pk-id-hsa-form")),
        (
            {"identifier": {"system": "urn:x:y", "value": "plan 790921-2388"}},
            ("/identifier", "pk-json-personal-number"),
        ),
    ],
)
def test_what_can_not_stand_is_told_at_its_place(
    added: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert refused(**added) == [expected]


def test_what_is_not_json_is_told_as_such() -> None:
    with pytest.raises(ContractError, match=r"the body is not JSON: .* \(pk-json-syntax\)"):
        parse("{")


def test_no_problem_repeats_the_number_that_is_wrong() -> None:
    with pytest.raises(ContractError) as caught:
        parse(
            {
                **MINIMAL,
                "patient": {"identifiers": [{"kind": "personnummer", "value": "197909212389"}]},
            }
        )
    assert str(caught.value) == (
        "/patient/identifiers/0: the personnummer can not be right (date or check digit): "
        "correct it (pk-id-personnummer-check)"
    )


def test_a_contract_can_not_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        parse(MINIMAL).title = "Ny"  # type: ignore[misc]


def test_words_that_only_repeat_the_code_are_not_kept() -> None:
    stated = parse({**MINIMAL, "contactPreferences": [{"way": "phone", "text": "telefon"}]})
    assert stated.to_json()["contactPreferences"] == [{"way": "phone"}]


def test_a_key_leads_to_one_part_of_the_right_kind() -> None:
    assert refused(
        author="okand",
        goals=[{"id": "g", "description": "a"}, {"id": "g", "description": "b"}],
        reviews=[{"id": "r", "owner": "g"}],
    ) == [
        ("/goals/1", "pk-link-key-twice"),
        ("/author", "pk-link-missing"),
        ("/reviews/0/owner", "pk-link-kind"),
    ]


def test_the_kinds_that_a_key_can_lead_to_are_told_in_the_readers_language() -> None:
    with pytest.raises(ContractError) as error:
        parse({**MINIMAL, "author": "g", "goals": [{"id": "g", "description": "a"}]})
    [found] = error.value.problems
    allowed = (
        "patient, relative, professional, organization, team, fixed contact",
        "patient, närstående, personal, organisation, team, fast vårdkontakt",
    )
    assert (found.text("en"), found.text("sv")) == (
        f"`g` is a goal, which can not stand here: name one of {allowed[0]} (pk-link-kind)",
        f"`g` är av slaget mål, som inte kan stå här: ange något av {allowed[1]} (pk-link-kind)",
    )


@pytest.mark.parametrize("kind", sorted({*KEYED.values(), "answer", "patient", "story"}))
def test_each_kind_that_has_a_key_has_a_word(kind: str) -> None:
    assert text(f"contract.kind.{kind.replace(' ', '-')}") == kind


def test_where_a_person_is_meant_the_first_role_of_that_person_is_named() -> None:
    roles = [{"id": name, "hsaId": "SE2321000131-P1"} for name in ("a", "b")]
    assert refused(
        professionals=roles, contributors=["a", "b"], notes=[{"text": "x", "by": "b"}]
    ) == [("/notes/0/by", "pk-link-person")]


def test_two_roles_of_one_person_have_one_name() -> None:
    roles = [
        {"id": "a", "hsaId": "SE2321000131-P1", "name": {"text": "Eva"}},
        {"id": "b", "hsaId": "SE2321000131-P1"},
    ]
    assert refused(professionals=roles, contributors=["a", "b"]) == [
        ("/professionals/1/name", "pk-link-same-person")
    ]


def test_a_party_agrees_to_a_version_once() -> None:
    once, again = {"party": "patient", "version": 1}, {"party": "patient", "version": 2}
    assert refused(agreements=[once, again, {**once, "when": "2026-11-25"}]) == [
        ("/agreements/2", "pk-link-agreed-twice")
    ]


def test_a_party_that_nothing_names_is_refused_because_it_would_be_lost() -> None:
    assert refused(professionals=[{"id": "eva"}]) == [("/professionals/0", "pk-link-unused")]


def test_every_problem_of_the_python_model_is_the_same_error() -> None:
    with pytest.raises(ValidationError, match="pk-link-missing"):
        PatientContract.model_validate({**MINIMAL, "author": "okand"})
