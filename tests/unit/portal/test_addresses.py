"""What stands in an address instead of a patient."""

from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.portal.addresses import closed, opened

SECRET = b"a secret of sixteen bytes or more"
IDS = st.text("ABCabc0123456789-.", min_size=1, max_size=64)


@given(patient=IDS)
def test_the_patient_comes_back_and_cannot_be_read_in_the_address(patient: str) -> None:
    word = closed(SECRET, "region", patient)
    assert opened(SECRET, "region", word) == patient
    assert word == closed(SECRET, "region", patient)
    assert len(patient) < 4 or patient not in word
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(patient=IDS, at=st.integers(min_value=0, max_value=20))
def test_a_word_that_was_changed_opens_nothing(patient: str, at: int) -> None:
    word = closed(SECRET, "region", patient)
    changed = word[:at] + ("A" if word[at] != "A" else "B") + word[at + 1 :]
    assert opened(SECRET, "region", changed) is None


def test_a_word_of_another_provider_or_another_service_opens_nothing() -> None:
    word = closed(SECRET, "region", "p1")
    assert opened(SECRET, "kommunen", word) is None
    assert opened(b"another secret, as long as that one", "region", word) is None
    for nothing in ("", "p1", "å", "A" * 10_000):
        assert opened(SECRET, "region", nothing) is None
