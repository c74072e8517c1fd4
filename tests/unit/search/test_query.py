"""Query strings → query trees, and what is said where they cannot be understood."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.search.conftest import STOCKHOLM, TYPES, Codes

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.search import Context, escapes, parse
from pk_fhir.search.query import (
    Branch,
    Chain,
    Composite,
    Has,
    Ids,
    Include,
    Match,
    Missing,
    SortKey,
    Within,
)


def under(number):
    """The greatest number below: an interval is open at its end."""
    return math.nextafter(number, -math.inf)


PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("CarePlan", "status=active", [("code", ("active",))]),
        ("CarePlan", "category=urn:s|a", [("both", ("urn:s", "a"))]),
        ("CarePlan", "category=|a", [("both", ("", "a"))]),
        ("CarePlan", "category=urn:s|", [("system", ("urn:s",))]),
        ("CarePlan", r"category=a\,b,c\|d", [("code", ("a,b",)), ("code", ("c|d",))]),
        ("CarePlan", "status=http://hl7.org/fhir/request-status|active", [("both", ("", "active"))]),
        ("CarePlan", "status=urn:s|active", [("nothing", ())]),
        ("Patient", "active=http://hl7.org/fhir/special-values|true", [("both", ("", "true"))]),
        ("Patient", "identifier=urn:oid:1.2.752.129.2.1.3.1|19790921-2388", [("both", (PERSONNUMMER, "197909212388"))]),
        ("Patient", "identifier:of-type=urn:t|MR|7", [("both", ("urn:t", "MR|7"))]),
        ("Patient", "phone=08-123%2045", [("code", ("0812345",))]),
        ("Patient", "telecom=phone|08-123%2045", [("both", ("phone", "0812345"))]),
        ("Patient", "telecom=phone|%2046-8", [("both", ("phone", "+468"))]),
        ("Patient", "telecom=|Anna@Region.example", [("code", ("anna@region.example",))]),
        ("Patient", "telecom=email|", [("system", ("email",))]),
        ("CarePlan", "category:in=urn:vs", [("among", ("urn:s", ("a", "b"))), ("among", ("urn:t", ("c",)))]),
        ("CarePlan", "category:in=urn:empty", [("nothing", ())]),
        ("CarePlan", "category:below=urn:s|root", [("among", ("urn:s", ("root", "leaf")))]),
        ("CarePlan", "category:above=urn:s|leaf", [("among", ("urn:s", ("leaf", "root")))]),
        ("CarePlan", "category:text=Åtgärd", [("starts", ("atgard",))]),
        ("Patient", "family=ÅBERG", [("starts", ("aberg",))]),
        ("Patient", "family:exact=Åberg", [("exact", ("aberg", "Åberg"))]),
        ("Patient", "family:contains=berg", [("contains", ("berg",))]),
        ("CarePlan", "subject=Patient/anna", [("typed", ("Patient", "anna"))]),
        ("CarePlan", "subject=anna", [("id", ("anna",))]),
        ("CarePlan", "patient=anna", [("typed", ("Patient", "anna"))]),
        ("CarePlan", "subject:Group=g", [("typed", ("Group", "g"))]),
        ("CarePlan", "patient=https://pk-fhir.example/fhir/Patient/anna", [("typed", ("Patient", "anna"))]),
        ("CarePlan", "subject:identifier=urn:s|7", [("both", ("urn:s", "7"))]),
        ("CarePlan", "instantiates-uri:below=http://x/a/", [("below", ("http://x/a",))]),
        ("Observation", "value-quantity=5.4", [("eq", (5.3500000000000005, under(5.45)))]),
        ("Observation", "value-quantity=1e2", [("eq", (95.0, under(105.0)))]),
        ("Observation", "value-quantity=1.00e2", [("eq", (99.5, under(100.5)))]),
        ("Observation", "value-quantity=ge5.40", [("ge", (5.4, 5.4))]),
        ("Observation", "value-quantity=100||mg", [("eq|unit", (99.5, under(100.5), "mg"))]),
        ("Observation", "value-quantity=lt2|http://unitsofmeasure.org|kg", [("lt|base", (2000.0, 2000.0, "g"))]),
        ("Observation", "value-quantity=2|urn:s|u", [("eq|code", (1.5, under(2.5), "urn:s", "u"))]),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_kind_says(tests, kind, text, expected):
    assert tests(kind, text) == expected


def test_dates_are_ranges_with_a_prefix(tests):
    day = 86_400_000_000
    [(form, (low, high))] = tests("Goal", "start-date=2027-01-15")
    assert (form, high - low) == ("eq", day)
    assert tests("Goal", "start-date=ge2027-01-15") == [("ge", (low, high))]
    assert tests("Goal", "start-date=2027-01-15T00:00:00 01:00") == [("eq", (low, low + 1_000_000))]
    now = low - 100 * day
    [(form, (early, late))] = tests("Goal", "start-date=ap2027-01-15", now=now)
    assert (form, low - early, late - high) == ("ap", 868_320_000_000, 868_320_000_000)


def test_both_ends_of_one_date_are_one_interval(read):
    query = read("Goal", "start-date=ge2027-01-15&start-date=lt2027-01-16")
    (interval,) = query.where
    assert isinstance(interval, Within)
    assert [test.form for test in interval.tests] == ["ge", "lt"]
    several = read("Task", "period=ge2027-01-15&modified=lt2027-01-16").where
    assert [type(each) for each in several] == [Match, Match]


def test_not_and_missing(read, registry):
    (negated,) = read("CarePlan", "status:not=draft").where
    assert negated.negated
    identifier = registry.get("CarePlan", "identifier")
    keys = (identifier.key(), identifier.key(":present"))
    assert read("CarePlan", "identifier:missing=true").where == (Missing("token", keys, True),)


def test_a_chain_goes_to_each_type_that_has_the_parameter(read, registry):
    (chain,) = read("CarePlan", "performer.name=ek").where
    assert isinstance(chain, Chain)
    assert [branch.type_name for branch in chain.branches] == [
        "Organization",
        "Patient",
        "Practitioner",
    ]
    (deep,) = read("CarePlan", "care-team.participant:Practitioner.family:exact=Ek").where
    assert deep.keys == (registry.get("CarePlan", "care-team").key(),)
    inner = deep.branches[0].where[0]
    assert inner.branches[0].type_name == "Practitioner"
    assert inner.branches[0].where[0].tests[0].form == "exact"


def test_everything_asked_of_one_referring_resource_is_about_one(read, registry):
    query = read(
        "Patient", "_has:CarePlan:patient:status=active&_has:CarePlan:patient:_security=urn:s|x"
    )
    (has,) = query.where
    assert isinstance(has, Has)
    assert has.keys == (registry.get("CarePlan", "patient").key(),)
    assert [each.kind for each in has.branch.where] == ["token", "token"]


def test_a_composite_has_a_test_for_each_part(read):
    (composite,) = read("Observation", r"code-value-quantity=urn:s|a\$b$ge5||mg").where
    assert isinstance(composite, Composite)
    assert [kind for kind, _ in composite.parts] == ["token", "quantity"]
    assert [(test.form, test.values) for test in composite.tests[0]] == [
        ("both", ("urn:s", "a$b")),
        ("ge|unit", (5.0, 5.0, "mg")),
    ]


def test_what_shapes_the_answer(read, registry):
    query = read(
        "CarePlan",
        "_sort=-date,status&_sort=_id&_count=7&_total=accurate&_summary=data&_elements=id,title"
        "&_include=CarePlan:goal&_include:iterate=Goal:patient:Patient&_revinclude=*&_id=a,b",
    )
    date, status = registry.get("CarePlan", "date").key(), registry.get("CarePlan", "status").key()
    goal, patient = registry.get("CarePlan", "goal").key(), registry.get("Goal", "patient").key()
    assert query.sort == (
        SortKey("date", (date,), True),
        SortKey("token", (status,), False),
        SortKey("_id", (), False),
    )
    assert (query.count, query.total, query.summary) == (7, "accurate", "data")
    assert query.elements == ("id", "title")
    assert query.includes == (
        Include(False, "CarePlan", (goal,)),
        Include(False, "Goal", (patient,), "Patient", True),
        Include(True, None, None),
    )
    assert query.where == (Ids(("a", "b")),)
    assert query.understood[:2] == (("_sort", "-date,status"), ("_sort", "_id"))


@pytest.mark.parametrize(
    ("written", "as_r4"),
    [
        ("birthdate=>1977", "birthdate=gt1977"),
        ("birthdate=>=1977-01", "birthdate=ge1977-01"),
        ("birthdate=<2000", "birthdate=lt2000"),
        ("birthdate=<=2000-01-01", "birthdate=le2000-01-01"),
        ("_sort:asc=family", "_sort=family"),
        ("_sort:desc=birthdate,family", "_sort=-birthdate,-family"),
        ("_sort:desc=birthdate&_sort:asc=family", "_sort=-birthdate&_sort=family"),
        ("_total=estimated", "_total=estimate"),
        ("_totalMethod=count", "_total=accurate"),
    ],
)
def test_other_spellings_mean_what_r4_writes(read, written, as_r4):
    found, meant = read("Patient", written), read("Patient", as_r4)
    assert (found.where, found.sort, found.total) == (meant.where, meant.sort, meant.total)


def test_other_spellings_are_told_as_r4_writes_them(read):
    asked = "_sort:desc=birthdate&_totalMethod=count"
    assert read("Patient", asked).understood == (("_sort", "-birthdate"), ("_total", "accurate"))


def test_a_search_of_everything_is_read_for_each_type(read, registry):
    query = read("", "_type=Patient,Goal&_tag=urn:s|a")
    assert query.types == ("Patient", "Goal")
    (tag,) = query.where
    assert tag.keys == tuple(registry.get(kind, "_tag").key() for kind in ("Patient", "Goal"))


def test_a_list_and_a_place(read):
    (listed,) = read("CarePlan", "_list=l1").where
    assert listed.ids == ("l1",)
    (near,) = read("Location", "near=59.33|18.06|500|m").where
    assert (near.latitude, near.longitude, near.kilometres) == (59.33, 18.06, 0.5)


REFUSED = {
    "CarePlan?patinet=1": "CarePlan has no search parameter patinet. Did you mean patient?",
    "CarePlan?_cuont=1": "CarePlan has no search parameter _cuont. Did you mean _count",
    "CarePlan?_srot=1": "CarePlan has no search parameter _srot. Did you mean _sort?",
    "CarePlan?_sumary=true": "CarePlan has no search parameter _sumary. Did you mean _summary",
    "CarePlan?Status=active": "CarePlan has no search parameter Status. Did you mean status?",
    "CarePlan?status:exakt=a": "The modifier :exakt cannot be used with the token parameter status.",
    "CarePlan?subject:Goal=1": "There are: Group, Patient, identifier, missing, text.",
    "CarePlan?subject=Goal/1": "subject does not refer to Goal. There are: Group, Patient.",
    "CarePlan?_elements=-title": "_elements takes names of elements with commas between them",
    "CarePlan?status=": "status has no value: give one, or leave the parameter out.",
    "CarePlan?date=2027-13": "The value of date is not a date",
    "CarePlan?date=i morgon": "The value of date is not a date",
    "Observation?value-quantity=mycket": "The value of value-quantity must be number",
    "Observation?value-quantity=1e999": "The value of value-quantity must be number",
    "Observation?code-value-quantity=a": "must have 2 parts, separated by $",
    "CarePlan?status.x=1": "status is no reference parameter, so nothing can be chained to it.",
    "CarePlan?subject:Patient.nam=1": "Patient has no search parameter nam. Did you mean name",
    "Patient?_has:CarePlan=1": "_has:CarePlan must be _has:Type:reference:parameter.",
    "Patient?_has:CarPlan:patient:status=1": "CarPlan is not a resource type of this server. Did you mean CarePlan",
    "Goal?_has:CarePlan:patient:status=1": "CarePlan.patient does not refer to Goal.",
    "CarePlan?_count=-1": "_count must be a whole number from 0.",
    "CarePlan?_total=some": "_total must be one of none, estimate, accurate.",
    "CarePlan?_summary=all": "_summary must be one of true, false, text, data, count.",
    "CarePlan?_count=1&_count=2": "_count may be stated once only.",
    "CarePlan?_include=*&_summary=text": "_summary=text cannot be asked together with _include",
    "Patient?_text=" + "(" * 3000: "_text is nested deeper than 20 steps",
    "Patient?_text=(bone or": "The value of _text must be words",
    "Patient?family=%20": "family has no value",
    "Observation?_sort=code-value-quantity": "One cannot sort by the composite parameter",
    "CarePlan?_include=CarePlan:gaol": "CarePlan has no search parameter gaol. Did you mean goal?",
    "CarePlan?_include=goal": "The value of _include must be Type:parameter",
    "CarePlan?_include:itrate=*": "The modifier :itrate cannot be used with the include parameter _include. Did you mean iterate?",
    "CarePlan?_contained=true": "Contained resources are not searched by themselves here",
    "CarePlan?_query=x": "There are no named queries here. Ask by the parameters of the type, or by _filter.",
    "CarePlan?category:in=urn:unknown": "The value set of category:in is not known here",
    "CarePlan?category:below=urn:x|a": "The hierarchy of the code system of category:below is not known here",
    "CarePlan?identifier:of-type=a|b": "must be system|code|value",
    "CarePlan?identifier:missing=maybe": "identifier:missing must be true or false.",
    "CarePlan?_containedType=contained": "leave out _containedType",
    "CarePlan?_maxresults=1": "_maxresults is not offered by this server.",
    "CarePlan?_list=l1,$current-problems": "no current lists such as $current-problems here",
    "CarePlan?_list=l 1": "The value of _list must be an id",
    "Location?near=59": "The value of near must be latitude|longitude|distance|unit",
    "Location?near=100|18": "The value of near must be latitude|longitude|distance|unit",
    "CarePlan?_type=Patient": "CarePlan has no search parameter _type.",
    "CarePlan?" + ".".join(["part-of"] * 12) + ".status=a": "is nested deeper than 8 steps",
    "CarePlan?status=" + ",".join(map(str, range(1001))): "has more than 1000 values",
}  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_what_cannot_be_understood_is_refused_with_what_to_write(read, url):
    kind, _, text = url.partition("?")
    with pytest.raises(FhirError) as refused:
        read(kind, text)
    assert refused.value.kind == "invalid"
    (issue,) = refused.value.issues
    assert REFUSED[url] in issue.diagnostics
    assert issue.severity == "error"
    assert (
        issue.expression == f"http.{text.rpartition('=')[0].rpartition('&')[2]}" or "_sort" in url
    )


def test_a_chain_that_could_lead_everywhere_is_refused_soon(read):
    with pytest.raises(FhirError) as refused:
        read("Task", "focus." * 8 + "status=a")
    assert [issue.key for issue in refused.value.issues] == ["search.too-wide"]


def test_a_hundred_parameters_are_enough(read):
    with pytest.raises(FhirError) as refused:
        read("Task", "&".join(["status=a"] * 101), lenient=True)
    assert [issue.key for issue in refused.value.issues] == ["search.too-many-parameters"]


def test_a_key_of_the_order_counts_once_where_it_stands_first(read):
    twice = read("CarePlan", "_sort=-date,status," + ",".join(["date"] * 3000) + "&_sort=-status")
    assert twice.sort == read("CarePlan", "_sort=-date,status").sort


def test_lenient_reading_ignores_and_says_so(read):
    query = read("CarePlan", "patinet=1&status=active", lenient=True, language="sv")
    assert len(query.where) == 1
    assert query.understood == (("status", "active"),)
    assert [(issue.severity, issue.expression, issue.diagnostics) for issue in query.ignored] == [
        (
            "warning",
            "http.patinet",
            "CarePlan har ingen sökparameter patinet. Menade du patient?",
        )
    ]


@given(st.lists(st.text(alphabet="ab,$|\\", max_size=6), min_size=1, max_size=5))
def test_what_is_escaped_comes_back_whole(parts):
    def escaped(part):
        for special in ("\\", ",", "$", "|"):
            part = part.replace(special, "\\" + special)
        return part

    text = ",".join(map(escaped, parts))
    assert [escapes.unescaped(part) for part in escapes.split(text, ",")] == parts


@given(
    st.sampled_from(["CarePlan", "Patient", "Observation", ""]),
    st.lists(
        st.tuples(
            st.one_of(
                st.text(max_size=12),
                st.sampled_from(
                    ["status", "date:missing", "subject.name", "_has:", "_include", "_sort", "near"]
                ),
            ),
            st.text(max_size=12),
        ),
        max_size=4,
    ),
)
def test_no_query_breaks_the_reader(registry, kind, pairs):
    context = Context(
        registry=registry, types=TYPES, now=0, zone=STOCKHOLM, terminology=Codes(), lenient=True
    )
    query = parse((kind,) if kind else TYPES, pairs, context)
    assert len(query.understood) + len(query.ignored) <= len(pairs)


def test_branches_name_their_type(read):
    (has,) = read("Patient", "_has:Goal:patient:lifecycle-status=active").where
    assert isinstance(has.branch, Branch)
    assert has.branch.type_name == "Goal"
