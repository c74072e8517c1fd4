"""What is written as a search value is read as the same text, whatever stands in it."""

from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhir.search_value import escaped, token
from pk_fhir.search.escapes import split, unescaped


@given(st.text())
def test_an_escaped_text_is_one_value_and_reads_back(text: str) -> None:
    written = escaped(text)
    assert [split(written, sign) for sign in ",|$"] == [[written]] * 3
    assert unescaped(written) == text


@given(st.text(), st.text())
def test_a_token_has_a_system_and_a_value(system: str, value: str) -> None:
    assert [unescaped(part) for part in split(token(system, value), "|")] == [system, value]
