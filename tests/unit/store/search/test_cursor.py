"""Page links: opaque, without readable personal data, and of no use when changed or in other hands."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store.search import Cursor, seal, unseal

SECRET = b"a deployment's secret of some length"
CURSOR = Cursor(
    caller="staff-1",
    tenant="t",
    types=("CarePlan",),
    pairs=(("subject:Patient.family", "Exempelberg"),),
    count=20,
    expires=1000,
    state="10:20:11,12",
    position=("Exempelberg", None, 7, "id"),
    compartment=("Patient", "anna"),
)


def refusal(sealed, **given_):
    with pytest.raises(FhirError) as refused:
        unseal(SECRET, sealed, **({"caller": "staff-1", "now": 1000} | given_))
    (issue,) = refused.value.issues
    assert issue.key == "search.bad-cursor"
    return refused.value.kind


def test_a_cursor_comes_back_as_it_was():
    assert unseal(SECRET, seal(SECRET, CURSOR), caller="staff-1", now=1000) == CURSOR


def test_a_link_shows_nothing_and_never_looks_the_same_twice():
    sealed = seal(SECRET, CURSOR)
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    assert b"Exempelberg" not in raw
    assert sealed != seal(SECRET, CURSOR)


def test_an_old_link_somebody_elses_and_another_deployments_are_refused():
    sealed = seal(SECRET, CURSOR)
    assert refusal(sealed, now=1001) == "invalid"
    assert refusal(sealed, caller="staff-2") == "not-found"
    assert refusal(seal(b"the secret of another deployment", CURSOR)) == "invalid"


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_changed_link_is_refused(place, change):
    sealed = seal(SECRET, CURSOR)
    raw = bytearray(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    raw[place % len(raw)] ^= change
    assert refusal(base64.urlsafe_b64encode(raw).decode().rstrip("=")) == "invalid"


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    assert refusal(text) == "invalid"
