"""A Bundle is more than its entries: what holds between them depends on its type."""

import pytest

from pk_fhir.validation import Validator

URN = [f"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e{n}" for n in range(10)]
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'


def narrated(resource_type, **more):
    return {"resourceType": resource_type, "text": {"status": "generated", "div": DIV}, **more}


def entry(url=None, resource=None, **more):
    given = {"fullUrl": url, "resource": resource}
    return {name: value for name, value in given.items() if value is not None} | more


def bundle(kind, *entries, **more):
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **more}


def document(*entries):
    return bundle(
        "document",
        *entries,
        identifier={"system": "urn:ietf:rfc:3986", "value": URN[9]},
        timestamp="2020-01-01T00:00:00Z",
    )


PATIENT = narrated("Patient")
AUTHOR = entry(URN[1], narrated("Practitioner"))
SUBJECT = entry(URN[2], PATIENT)


def composition(**more):
    return entry(
        URN[0],
        narrated(
            "Composition",
            status="final",
            type={"text": "x"},
            date="2020",
            title="T",
            author=[{"reference": URN[1]}],
            subject={"reference": URN[2]},
            **more,
        ),
    )


def observation(subject):
    return narrated(
        "Observation", status="final", code={"text": "x"}, subject={"reference": subject}
    )


def said(resource, *severities):
    wanted = severities or ("error",)
    return [
        (issue.key.removeprefix("bundle."), issue.expression)
        for issue in Validator.for_r4().validate(resource)
        if issue.severity in wanted and issue.key.startswith("bundle.")
    ]


@pytest.mark.parametrize(
    ("resource", "issues"),
    [
        (document(composition(), AUTHOR, SUBJECT), []),
        (
            document(AUTHOR, composition(), SUBJECT),
            [("first-type", "Bundle.entry[0].resource")],
        ),
        (
            document(composition(), AUTHOR, SUBJECT, entry(URN[3], PATIENT)),
            [("orphan", "Bundle.entry[3]")],
        ),
        (
            document(composition(), SUBJECT),
            [("reference-not-in-bundle", "Bundle.entry[0].resource.author[0]")],
        ),
        (
            document(
                composition(
                    section=[
                        {"title": "a", "text": PATIENT["text"]},
                        {"section": [{"title": "b", "entry": [{"reference": URN[8]}]}]},
                    ]
                ),
                AUTHOR,
                SUBJECT,
            ),
            [
                (
                    "reference-not-in-bundle",
                    "Bundle.entry[0].resource.section[1].section[0].entry[0]",
                )
            ],
        ),
        (bundle("document"), [("no-entry", "Bundle")]),
        (
            bundle("document", {"fullUrl": URN[0]}),
            [("first-without-resource", "Bundle.entry[0]")],
        ),
        (
            bundle("message", AUTHOR),
            [("first-type", "Bundle.entry[0].resource")],
        ),
        (bundle("collection", entry(None, PATIENT)), [("full-url-missing", "Bundle.entry[0]")]),
        (bundle("transaction", entry(None, PATIENT)), []),
        (
            bundle("collection", entry("Patient/a", PATIENT)),
            [("full-url-relative", "Bundle.entry[0]")],
        ),
        (
            bundle("collection", entry("http://x.org/Patient/a", PATIENT)),
            [("full-url-no-id", "Bundle.entry[0]")],
        ),
        (
            bundle("collection", entry("http://x.org/Patient/b", PATIENT | {"id": "a"})),
            [("full-url-mismatch", "Bundle.entry[0]")],
        ),
        (bundle("collection", entry("http://x.org/anything", PATIENT | {"id": "a"})), []),
        (
            bundle(
                "collection",
                entry(
                    "http://x.org/ValueSet/a",
                    narrated("ValueSet", id="b", url="http://x.org/ValueSet/a", status="active"),
                ),
            ),
            [("full-url-mismatch", "Bundle.entry[0]"), ("canonical-mismatch", "Bundle.entry[0]")],
        ),
        (
            bundle(
                "collection",
                link=[
                    {"relation": "self", "url": "http://x.org/1"},
                    {"relation": "self", "url": "http://x.org/2"},
                    {"relation": "next", "url": "http://x.org/3"},
                ],
            ),
            [
                ("link-twice", "Bundle.link[1].relation"),
                ("link-of-search", "Bundle.link[2].relation"),
            ],
        ),
        (
            bundle(
                "searchset",
                entry("http://x.org/Patient/a", PATIENT | {"id": "a"}, search={"mode": "match"}),
                entry(URN[0], PATIENT, search={"mode": "include"}),
                entry(URN[1], PATIENT | {"id": "b"}, search={"mode": "outcome"}),
                entry(URN[2], search={"mode": "match"}),
                link=[{"relation": "self", "url": "http://x.org/Observation?code=1"}],
            ),
            [
                ("search-type", "Bundle.entry[0].resource"),
                ("search-no-id", "Bundle.entry[1].resource"),
                ("search-outcome", "Bundle.entry[2].resource"),
                ("search-no-resource", "Bundle.entry[3]"),
            ],
        ),
    ],
)
def test_each_type_of_bundle_has_its_rules(resource, issues):
    assert said(resource) == issues


def test_an_entry_without_a_full_url_is_called_by_its_type_and_id():
    alone = document(composition(), AUTHOR, SUBJECT, entry(None, PATIENT | {"id": "p9"}))
    told = [i.diagnostics for i in Validator.for_r4().validate(alone) if i.key == "bundle.orphan"]
    called = "No chain of references joins this entry 'Patient/p9' to the Composition."
    assert told == [f"{called} Refer to it, or leave it out."]


def test_only_provenance_may_point_backwards_without_a_word():
    pointing = document(composition(), AUTHOR, SUBJECT, entry(URN[3], observation(URN[2])))
    provenance = narrated(
        "Provenance",
        target=[{"reference": URN[2]}],
        recorded="2020-01-01T00:00:00Z",
        agent=[{"who": {"reference": URN[1]}}],
    )
    assert said(pointing, "error", "warning") == [("reverse-only", "Bundle.entry[3]")]
    assert (
        said(
            document(composition(), AUTHOR, SUBJECT, entry(URN[3], provenance)), "error", "warning"
        )
        == []
    )


def test_a_message_carries_what_it_is_about():
    header = narrated(
        "MessageHeader",
        eventUri="http://x.org/e",
        source={"endpoint": "http://x.org/e"},
        focus=[{"reference": URN[1]}],
    )
    assert said(bundle("message", entry(URN[0], header), entry(URN[1], PATIENT))) == []
    assert said(bundle("message", entry(URN[0], header))) == [
        ("reference-not-in-bundle", "Bundle.entry[0].resource.focus[0]")
    ]


@pytest.mark.parametrize(
    ("link", "issues"),
    [
        (f"{URN[2]}#here", []),
        (f"{URN[2]}#nowhere", [("narrative-link-missing", "Bundle")]),
        (f"{URN[2]}#twice", [("narrative-link-ambiguous", "Bundle")]),
        (f"{URN[7]}#here", [("narrative-link-missing", "Bundle")]),
    ],
)
def test_a_narrative_link_leads_to_one_place(link, issues):
    linked = narrated("Practitioner") | {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/narrativeLink",
                "valueUrl": link,
            }
        ]
    }
    subject = PATIENT | {
        "text": {
            "status": "generated",
            "div": DIV.replace(
                "x</div>", '<p id="here">x</p><p id="twice">y</p><p id="twice">z</p></div>'
            ),
        }
    }
    assert said(document(composition(), entry(URN[1], linked), entry(URN[2], subject))) == issues


@pytest.mark.parametrize("broken", [{"entry": 1}, {"entry": [1, None]}, {"link": "x"}, {"type": 3}])
def test_a_malformed_bundle_does_not_break_the_rules(broken):
    issues = Validator.for_r4().validate({"resourceType": "Bundle", "type": "document"} | broken)
    assert any(issue.severity == "error" for issue in issues)
