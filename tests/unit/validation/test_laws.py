"""Laws: short cuts say what the long way says, and nothing makes the validator fall over."""

import copy
import pickle
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import Issue
from pk_fhir.fhirpath import Context, Node, model_of
from pk_fhir.fhirpath import compile as compile_fhirpath
from pk_fhir.validation import Validator
from pk_fhir.validation.corrected import CORRECTED
from pk_fhir.validation.glance import surely_good
from pk_fhir.validation.guards import Known, guards, settled
from pk_fhir.validation.invariants import names_of
from pk_fhir.validation.located import places
from pk_fhir.validation.narrative import XML_ENTITIES, _Reading
from pk_fhir.validation.presence import presence, untraced
from pk_fhir.validation.proofs import proof

VALIDATOR = Validator.for_r4()
PROGRAM = VALIDATOR._program
TYPES = ["Quantity", "ContactPoint", "Patient.contact", "Appointment", "Questionnaire.item",
         "Timing.repeat", "Bundle.entry", "Task", "CarePlan.activity", "Observation", "Attachment",
         "Observation.referenceRange", "Parameters.parameter", "Organization", "Composition.section",
         "Condition", "Consent", "Duration", "Period"]  # fmt: skip


# These look into references or beyond the object, or need values of a right form.
ELSEWHERE = ("resolve(", "%resource", "htmlChecks", "contained", "descendants", "trace(")


def _expressions(*, only_present: bool) -> list[tuple[str, str]]:
    found = []
    for name in TYPES:
        definition = Definitions.r4().structure(name.partition(".")[0])
        assert definition is not None
        element = next(e for e in definition["snapshot"]["element"] if e["path"] == name)
        for constraint in element.get("constraint", ()):
            text = CORRECTED.get(constraint["key"], constraint["expression"])
            tree = untraced(compile_fhirpath(text, invariant=True).tree)
            told = presence(tree, names_of(name, PROGRAM)) is not None
            if told or not (only_present or any(each in text for each in ELSEWHERE)):
                found.append((name, text))
    return found


PRESENT = _expressions(only_present=True)
EVERY = _expressions(only_present=False)


UCUM = "http://unitsofmeasure.org"
# What where-clauses of the types look for, whole and in part.
_STATUS = "http://terminology.hl7.org/CodeSystem/condition-"
OBJECTS: list[dict[str, Any]] = [
    {"text": "x"},
    {"coding": []},
    {"coding": [{"system": _STATUS + "clinical", "code": "resolved"}]},
    {
        "coding": [
            {"code": "resolved"},
            {"system": _STATUS + "ver-status", "code": "entered-in-error"},
        ]
    },
    {"coding": [{"system": "something", "code": "patient-privacy"}]},
]


def _values(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of a type with some of its elements, of right or wrong codes."""
    model = Definitions.r4().children(name)
    elements: dict[str, st.SearchStrategy[Any]] = {}
    for element in model.values():
        for key, kind in element.json_names():
            one: st.SearchStrategy[Any] = st.sampled_from(OBJECTS)
            if kind == "boolean":
                one = st.booleans()
            elif kind in ("date", "dateTime", "instant"):
                one = st.sampled_from(
                    ["2020-01-01T10:00:00Z", "2020-01-01T11:00:00+02:00", "2021-01-01T00:00:00Z"]
                )
            elif kind in ("code", "string", "uri", "id", "url"):
                one = st.sampled_from(
                    ["group", "display", "exists", "booked", "proposed", "x", UCUM]
                )
            elif kind in ("integer", "decimal", "positiveInt", "unsignedInt"):
                one = st.integers(0, 3)
            elements[key] = st.lists(one, min_size=1, max_size=3) if element.many else one
            if element.choice:
                break
    return st.fixed_dictionaries({}, optional=elements)


def _truth(text: str, name: str, value: dict[str, Any]) -> bool:
    focus = Node(value, name, None, value, name)
    compiled = compile_fhirpath(text, invariant=True)
    return compiled.test(Context(model_of(Definitions.r4()), focus), focus) is True


@settings(deadline=None)
@given(st.data())
def test_presence_says_what_fhirpath_says(data: st.DataObject) -> None:
    name, text = data.draw(st.sampled_from(PRESENT))
    value = data.draw(_values(name))
    quick = presence(untraced(compile_fhirpath(text, invariant=True).tree), names_of(name, PROGRAM))
    assert quick is not None
    assert (quick(value) is True) == _truth(text, name, value), (text, value)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_proof_is_never_wrong(data: st.DataObject) -> None:
    name, text = data.draw(st.sampled_from(EVERY))
    value = data.draw(_values(name))
    proven = proof(untraced(compile_fhirpath(text, invariant=True).tree), names_of(name, PROGRAM))
    if proven is not None and proven(value):
        assert _truth(text, name, value), (text, value)


@settings(deadline=None)
@given(st.data())
def test_without_a_guard_an_invariant_holds(data: st.DataObject) -> None:
    name, text = data.draw(st.sampled_from(PRESENT))
    names = names_of(name, PROGRAM)
    for guard in guards(compile_fhirpath(text, invariant=True).tree):
        keys = names[guard].keys
        value = {k: v for k, v in data.draw(_values(name)).items() if k not in keys}
        assert _truth(text, name, value), (text, guard, value)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_what_the_names_of_an_object_settle_holds_whatever_their_values(
    data: st.DataObject,
) -> None:
    name, text = data.draw(st.sampled_from(EVERY))
    value = data.draw(_values(name))
    names = names_of(name, PROGRAM)
    tree = untraced(compile_fhirpath(text, invariant=True).tree)
    absent = {each for each, own in names.items() if own.keys.isdisjoint(value)}
    if settled(tree, Known(absent, names.keys() - absent)):
        assert _truth(text, name, value), (text, value)


PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "meta": {"versionId": "1", "tag": [{"system": "http://x.se", "code": "å"}]},
    "extension": [{"url": "http://example.org/x", "valueString": "é"}],
    "text": {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>Hej "code": 1</p></div>',
    },
    "active": True,
    "name": [{"family": "A", "given": ["B", "C"]}, {"given": ["D"], "_given": [{"id": "x"}]}],
    "birthDate": "1917-01-01",
    "_birthDate": {"extension": [{"url": "http://example.org/y", "valueInteger": 1}]},
    "contact": [{"name": {"text": "x"}, "telecom": [{"system": "phone", "value": "1"}]}],
    "contained": [{"resourceType": "Organization", "id": "o", "name": "O"}],
    "managingOrganization": {"reference": "#o"},
}


def _locations(value: Any, path: str) -> list[str]:
    if isinstance(value, dict):
        return [
            path,
            *(each for key, below in value.items() for each in _locations(below, f"{path}.{key}")),
        ]
    if isinstance(value, list):
        return [
            path,
            *(each for i, below in enumerate(value) for each in _locations(below, f"{path}[{i}]")),
        ]
    return [path]


def test_places_are_those_that_a_reading_of_every_token_finds() -> None:
    for data in (fhir_json.dump(PATIENT), fhir_json.pretty(PATIENT)):
        every = [
            each
            for each in _locations(PATIENT, "Patient")
            if "_" not in each and "Patient.text.div" not in each
        ]
        careful = fhir_json.Positions(data)
        assert places(data, PATIENT, every) == {each: careful.find(each) for each in every}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def _mutated(data: st.DataObject, resource: dict[str, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(resource)
    for _ in range(data.draw(st.integers(1, 3))):
        spots = [(changed, key) for key in changed if key != "resourceType"]
        waiting: list[Any] = list(changed.values())
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                spots.extend((node, key) for key in node)
                waiting.extend(node.values())
            elif isinstance(node, list):
                waiting.extend(node)
        if spots:
            owner, key = spots[data.draw(st.integers(0, len(spots) - 1))]
            owner[key] = data.draw(JSON)
    return changed


BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [{"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "resource": PATIENT}],
}
QUESTIONNAIRE: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "http://example.org/q",
    "status": "active",
    "item": [
        {
            "linkId": "1",
            "type": "choice",
            "answerOption": [{"valueCoding": {"code": "a"}}],
            "enableWhen": [{"question": "2", "operator": "=", "answerString": "x"}],
        },
        {"linkId": "2", "type": "group", "item": [{"linkId": "3", "type": "string"}]},
    ],
}
PROFILE: dict[str, Any] = {
    "resourceType": "StructureDefinition",
    "url": "http://example.org/sd",
    "name": "P",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "derivation": "constraint",
    "differential": {
        "element": [
            {"id": "Patient", "path": "Patient"},
            {
                "id": "Patient.name",
                "path": "Patient.name",
                "slicing": {"discriminator": [{"type": "value", "path": "use"}], "rules": "open"},
            },
            {"id": "Patient.name:a", "path": "Patient.name", "sliceName": "a", "max": "1"},
            {"id": "Patient.name:a.use", "path": "Patient.name.use", "fixedCode": "usual"},
        ]
    },
}


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_resource_makes_it_crash(data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from([PATIENT, BUNDLE, QUESTIONNAIRE, PROFILE]))
    changed = _mutated(data, resource)
    for issue in VALIDATOR.validate(changed, options=data.draw(st.sampled_from([None, {}]))):
        assert issue.diagnostics


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_profile_makes_it_crash(data: st.DataObject) -> None:
    broken = _mutated(data, PROFILE)
    broken["url"] = "http://example.org/sd"
    validator = VALIDATOR.with_definitions([broken])
    for issue in validator.validate(PATIENT, profiles=["http://example.org/sd"]):
        assert issue.diagnostics


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=60) | JSON.map(fhir_json.dump))
def test_no_bytes_make_it_crash(body: bytes) -> None:
    assert all(issue.key for issue in VALIDATOR.validate(body))


PIECES = ['<div xmlns="http://www.w3.org/1999/xhtml">', "</div>", "<p>", "</p>", "<br/>", "<b>x</b>",
          "text", " ", "&amp;", "&nbsp;", "&", "<", ">", "<script>", "</script>", "<p class='a'>",
          '<p class="a" class="b">', '<a href="http://x.se">', "<a href='javascript:x'>", "</a>",
          "<!-- c -->", "<img src='x'/>", "]]>", '<p onclick="x">', "<table>", "</table>", "\x0b", "&#65;",
          "<?x y?>", "<![CDATA[x]]>", "<!DOCTYPE div>", "<P>", "<p a>", "<p", " class='a'", "/>", "<p id='x'/>",
          "<p id='x' id='y'/>", "<a href='#x'>", "<a name='x'/>", "<span xml:lang='sv'>", "</span >", "<td>", "</td>",
          "<tr>", "</tr>", "<br>", "</br>", "\ufffe", "\ud800", "\xa0", "<p xmlns=''>", "<a href='&#106;s:x'>",
          "<p title='a>b'>", "<p title='a<b'>", "<p\u2003class='a'>", "<pclass='a'>", "<img src='#x'/>", "<div>",
          "<div xmlns='http://www.w3.org/1999/xhtml' ", "<b>", "</b>"]  # fmt: skip


@settings(deadline=None, max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=9), st.booleans())
def test_a_glance_never_takes_a_bad_narrative_for_good(pieces: list[str], whole: bool) -> None:
    div = "".join(pieces)
    div = f"{PIECES[0]}{div}</div>" if whole else div
    reading = _Reading()
    good = reading.read(div) is None and not reading.problems and reading.shows
    good = good and reading.anchors.issuperset(reading.fragments)
    entities = {each for each in re.findall(r"&([A-Za-z]\w*);", div) if each not in XML_ENTITIES}
    assert not surely_good(div) or (good and not entities), div


def test_a_located_issue_is_as_good_as_a_plain_one() -> None:
    [issue] = VALIDATOR.validate(b'{"resourceType": "Patient", "active": 1}')
    plain = Issue(
        severity="error",
        code="invalid",
        expression="Patient.active",
        diagnostics="A value of type boolean is a JSON boolean, not number.",
        key="primitive-json-type",
        line=1,
        column=29,
    )
    assert issue == plain
    assert plain == issue
    assert hash(issue) == hash(plain)
    assert pickle.loads(pickle.dumps(issue)) == plain  # noqa: S301 - what was pickled here
    assert issue.to_fhir() == plain.to_fhir()
