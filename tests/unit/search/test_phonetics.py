"""Names that sound alike in Swedish, and those that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.search.phonetics import sound, sounds


@pytest.mark.parametrize(
    "alike",
    [
        "Carlsson Karlsson Karlson Carlson",
        "Wikström Vikström Wickström Vickström",
        "Göran Jöran",
        "Christina Kristina Cristina",
        "Gustaf Gustav Gustaw",
        "Philip Filip Filipp",
        "Eriksson Ericsson Ericson",
        "Ljung Jung",
        "Sjöberg Schöberg",
        "Kjell Tjell Kell",
        "Matz Mats",
        "Åsa ÅSA",
        "Lindqvist Lindkvist Lindquist",
        "Ekdahl Ekdal",
        "Zackrisson Sakrison",
    ],
)
def test_names_that_sound_alike(alike: str) -> None:
    assert len({sound(name) for name in alike.split()}) == 1, [sound(n) for n in alike.split()]


@pytest.mark.parametrize(
    "pair", ["Berg Borgen", "Anna Hanna", "Olsson Nilsson", "Eva Ada", "Bo Per"]
)
def test_names_that_do_not(pair: str) -> None:
    one, other = pair.split()
    assert sound(one) != sound(other)


@given(st.text(max_size=60))
def test_any_text_has_sounds_or_none(text: str) -> None:
    for heard in sounds(text):
        assert heard.endswith(".")
        assert heard.removesuffix(".")
        assert "\x00" not in heard
