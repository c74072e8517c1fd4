"""What pydantic finds wrong, in our words: each with its place, none with what was sent."""

import pytest
from pydantic import ValidationError

from pk_fhir.config import SourceSettings
from pk_fhir.contract.faults import listed, words


def refused(**stated: object) -> ValidationError:
    with pytest.raises(ValidationError) as found:
        SourceSettings.model_validate({"name": "k", "title": "T", **stated})
    return found.value


def test_everything_wrong_is_listed_with_its_place_and_without_what_was_sent() -> None:
    error = refused(base_url="ftp://hemligt", connections="hemligt", hsa_id="SE1")
    assert listed(error) == (
        "base_url: an address is http(s)://host/path, without user name, query or fragment; "
        "hsa_id: an HSA-id is SE, 10 digits, a hyphen, then letters and digits, at most 31 "
        "characters: correct it; connections: the value has the wrong type: write an integer"
    )


def test_what_is_wrong_with_the_whole_has_no_place() -> None:
    error = refused(base_url="https://a.example", subscribe=True)
    assert listed(error) == "a notice may be lost: give follow_seconds too"


def test_a_rule_of_the_catalogue_keeps_its_key() -> None:
    [found] = refused(base_url="https://a.example", hsa_id="SE1").errors()
    assert words(found).key == "pk-id-hsa-form"
