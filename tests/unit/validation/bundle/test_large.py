"""A Bundle of many entries is gone through once, not once for each reference."""

import pytest
from bench.bundles import bundle

from pk_fhir.validation import Validator
from pk_fhir.validation import run as runs


@pytest.mark.parametrize("kind", ["document", "collection"])
@pytest.mark.parametrize("options", [None, {"r5-bundle-relative-reference-policy": "always"}])
def test_the_entries_of_a_bundle_are_put_in_a_table_once(monkeypatch, kind, options):
    made = []
    plain = runs.entries_by_url

    def counted(each):
        made.append(each["type"])
        return plain(each)

    monkeypatch.setattr(runs, "entries_by_url", counted)
    issues = Validator.for_r4().validate(bundle(kind, 300), options=options)
    assert [each for each in issues if each.severity == "error"] == []
    assert made == [kind]


def test_what_only_refers_to_the_document_is_found_in_one_go():
    made = bundle("document", 300)
    issues = Validator.for_r4().validate(made)
    told = [(each.key, each.expression) for each in issues]
    # Each Patient but the first refers to the one before it: none is reached from the Composition.
    assert told == [("bundle.reverse-only", f"Bundle.entry[{number}]") for number in range(2, 300)]
