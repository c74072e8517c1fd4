"""Whatever a source sends, the view is made: each record is shown, or said to be unreadable."""

import copy
from datetime import date
from typing import Any

from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from tests.unit.view import three_sources as given

from pk_fhir.sync import Pulled
from pk_fhir.view import assemble

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["2026-13-45", "Patient/elsa", "#x", "9999-12-31T23:59:59-14:00", "0000"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["reference", "display", "coding", "code", "text", "start", "extension", "url"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
RESOURCES = [
    *given.ekeby().resources,
    *given.hospital().resources,
    *given.home_care().resources,
]


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at and at != ("resourceType",) else []
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        found += paths(child, (*at, key))
    return found


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """A resource of ours with up to three of its values replaced by anything."""
    resource = copy.deepcopy(draw(st.sampled_from(RESOURCES)))
    for _ in range(draw(st.integers(1, 3))):
        places = paths(resource)
        if not places:
            break
        *above, last = draw(st.sampled_from(places))
        target: Any = resource
        for key in above:
            target = target[key]
        target[last] = draw(JSON)
    return resource


@settings(max_examples=300, deadline=None)
@hypothesis_given(st.lists(broken(), max_size=4))
def test_nothing_that_a_source_sends_breaks_the_view(resources: list[dict[str, Any]]) -> None:
    answers = [
        given.ekeby(),
        Pulled(source=given.HOSPITAL, state="fresh", fetched=given.NOW, resources=resources),
    ]
    seen = assemble(answers, given.NOW, date(1977, 1, 17))
    # The other source's contract stands as it was.
    assert [a.title for a in seen.agreements if a.source == "ekeby"] == ["Elsas patientkontrakt"]
    for note in seen.quality:
        assert note.source == "lasarettet"
        assert note.text
    seen.model_dump_json()


def test_people_and_units_that_point_at_one_another_in_a_circle_end_somewhere() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": given.ref("PractitionerRole/r"),
        "organization": given.ref("CareTeam/t"),
    }
    team = {
        "resourceType": "CareTeam",
        "id": "t",
        "managingOrganization": given.ref("CareTeam/t"),
        "participant": [{"member": given.ref("PractitionerRole/r")}],
    }
    answers = [
        given.ekeby(),
        Pulled(source=given.HOSPITAL, state="fresh", fetched=given.NOW, resources=[role, team]),
    ]
    seen = assemble(answers, given.NOW)
    assert [note.record for note in seen.quality] == ["CareTeam/t"]
    assert not seen.complete
    assert [a.title for a in seen.agreements] == ["Elsas patientkontrakt"]
