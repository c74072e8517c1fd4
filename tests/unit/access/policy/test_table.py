"""The table says every rule, once."""

from pk_fhir.access.policy import TABLE, Policy


def test_every_setting_is_a_row_and_every_row_a_setting() -> None:
    assert sorted(rule.setting for rule in TABLE) == sorted(Policy.__struct_fields__)


def test_every_row_says_where_it_comes_from_and_what_it_means() -> None:
    for rule in TABLE:
        assert rule.source
        for sentence in (rule.en, rule.sv):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


def test_the_default_stands_in_the_table() -> None:
    assert {rule.setting: rule.default for rule in TABLE}["guardian_until_age"] == 13
