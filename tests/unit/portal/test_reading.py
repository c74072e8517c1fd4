"""A view sorted for the page: who of the team has a card of their own."""

from datetime import date

from tests.unit.view import three_sources as given

from pk_fhir.portal.reading import Reading, reading
from pk_fhir.view import View, assemble
from pk_fhir.view.model import Contact


def view() -> View:
    return assemble([given.ekeby()], given.NOW, date(1977, 1, 17))


def with_team(*team: Contact) -> Reading:
    return reading(view().model_copy(update={"team": list(team)}), given.NOW)


def test_a_fixed_contact_who_is_in_the_team_too_has_one_card() -> None:
    sara = view().contacts[0]
    again = sara.model_copy(update={"id": "team:sara", "kind": None, "role": "samordnar"})
    olle = again.model_copy(update={"id": "team:olle", "name": "Olle Frid"})
    found = with_team(again, olle)
    assert found.again == (again,)
    assert found.others == (olle,)


def test_who_has_another_number_or_source_or_a_note_of_their_own_keeps_the_card() -> None:
    sara = view().contacts[0]
    team = tuple(
        sara.model_copy(update={"id": f"team:{name}", name: value})
        for name, value in [
            ("reach", []),
            ("source", "kommunen"),
            ("unit", "En annan mottagning"),
            ("notes", ["Bara på tisdagar."]),
            ("quality", ["Uppgiften är inte hel."]),
        ]
    )
    found = with_team(*team)
    assert found.others == team
    assert found.again == ()
