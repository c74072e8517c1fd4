"""Bound invariants: the fast way gives what the slow way gives, on good and on broken resources."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir import fhirpath
from pk_fhir.definitions import Definitions
from pk_fhir.fhirpath import Bound, Context, Node, model_of, resource_node

EXAMPLES = Path(__file__).parents[3] / "examples"


def invariants() -> list[tuple[str, str]]:
    """Type and expression of every invariant of R4's own types."""
    found: dict[tuple[str, str], None] = {}
    r4 = Definitions.r4()
    for layer, entry in r4.entries("StructureDefinition"):
        if entry.derivation == "constraint":
            continue
        for element in layer.load(entry)["snapshot"]["element"]:
            codes = [each["code"] for each in element.get("type", [])]
            path = element["path"]
            kinds = (
                [path] if "." not in path or set(codes) & {"BackboneElement", "Element"} else codes
            )
            for constraint in element.get("constraint", []):
                for kind in kinds:
                    if constraint.get("expression") and "/" not in kind:
                        found[kind, constraint["expression"]] = None
    return list(found)


INVARIANTS = invariants()
BY_TYPE: dict[str, list[str]] = {}
for _kind, _text in INVARIANTS:
    BY_TYPE.setdefault(_kind, []).append(_text)


def slow(text: str, context: Context, value: Any, kind: str) -> bool | str | None:
    expression = fhirpath.compile(text, invariant=True)
    node = Node(value, kind, None, context.owner, kind)
    context.focus = node
    try:
        return expression.test(context, node)
    except fhirpath.FhirPathError:
        return "error"


def fast(bound: Bound, context: Context, value: Any) -> bool | str | None:
    try:
        return bound.test(context, value, None)
    except fhirpath.FhirPathError:
        return "error"


def test_every_invariant_of_r4_can_be_bound():
    assert len(INVARIANTS) > 900
    direct = [fhirpath.compile(text, invariant=True).bind(kind).direct for kind, text in INVARIANTS]
    # The others ask for children, variables or order, or start at contained resources.
    assert sum(direct) >= 330


@pytest.mark.parametrize(
    ("kind", "text", "value", "expected"),
    [
        ("Patient.contact", "name.exists() or telecom.exists()", {}, False),
        ("Patient.contact", "name.exists() or telecom.exists()", {"name": {}}, True),
        ("Period", "start.hasValue().not() or end.hasValue().not() or (start <= end)", {}, True),
        ("Period", "start <= end", {"start": "2020-01-02", "end": "2020-01-01"}, False),
        ("Period", "start <= end", {"start": "2020", "end": "2020-01-01"}, None),
        (
            "Period",
            "start <= end",
            {"start": "2020-01-01T01:00:00+02:00", "end": "2020-01-01T00:30:00+01:00"},
            True,
        ),
        ("Period", "start <= end", {"start": "2020-01-01"}, None),
        ("Quantity", "code.empty() or system.exists()", {"code": "kg"}, False),
        ("Quantity", "value > 0", {"value": 0.5}, True),
        ("Quantity", "system = %ucum", {"system": "http://unitsofmeasure.org"}, True),
        ("Extension", "extension.exists() != value.exists()", {"valueBoolean": False}, True),
        ("Extension", "extension.exists() != value.exists()", {"_valueCode": {"id": "x"}}, True),
        ("Extension", "extension.exists() != value.exists()", {"extension": [{}]}, True),
        ("Extension", "extension.exists() != value.exists()", {}, False),
        ("HumanName", "given.count() > 1", {"given": ["a"], "_given": [None, {"id": "x"}]}, True),
        ("HumanName", "family = 'Ek'", {"_family": {"id": "x"}}, None),
        ("HumanName", "family in ('Ek' | 'Al')", {"family": "Al"}, True),
        ("HumanName", "family.matches('^[A-Z]')", {"family": "ek"}, False),
        ("Questionnaire.item", "required implies type = 'group'", {"type": "x"}, None),
        ("Questionnaire.item", "required implies type = 'group'", {"required": False}, True),
        (
            "CodeableConcept",
            "coding.where(system = 'a' and code = 'b').exists()",
            {"coding": [{"system": "a"}, {"system": "a", "code": "b"}]},
            True,
        ),
        ("CodeableConcept", "coding.all($index < 1)", {"coding": [{}, {}]}, False),
        ("StructureDefinition.snapshot", "element.id.isDistinct()", {"element": []}, True),
        (
            "StructureDefinition.snapshot",
            "element.id.isDistinct()",
            {"element": [{"id": "a"}, {"id": "a"}]},
            False,
        ),
    ],
)
def test_a_bound_test_answers(kind: str, text: str, value: Any, expected: bool | None):
    bound = fhirpath.compile(text, invariant=True).bind(kind)
    context = Context(model_of(), resource_node({"resourceType": "Basic"}))
    assert bound.test(context, value, None) is expected
    assert slow(text, context, value, kind) is expected


def test_the_context_gives_resource_root_and_focus():
    resource = {"resourceType": "Patient", "id": "inner", "name": [{"family": "Ek"}]}
    root = {"resourceType": "List", "id": "outer", "contained": [resource]}
    context = Context(model_of(), resource_node(resource), root=resource_node(root))
    text = "%resource.id & %rootResource.id & %context.family = 'innerouterEk'"
    bound = fhirpath.compile(text).bind("HumanName")
    assert bound.test(context, resource["name"][0], None) is True
    assert bound.direct is False


def test_a_primitive_is_tested_with_its_sibling():
    bound = fhirpath.compile("hasValue() or extension.url = 'u'").bind("string")
    context = Context(model_of(), resource_node({"resourceType": "Basic"}))
    assert bound.test(context, "x", None) is True
    assert bound.test(context, None, {"extension": [{"url": "u"}]}) is True
    assert bound.test(context, None, {"extension": [{"url": "v"}]}) is False


def test_what_an_invariant_reads_tells_when_it_can_be_skipped():
    bound = fhirpath.compile("deceased.exists() implies active = false").bind("Patient")
    assert bound.reads == {
        "deceasedBoolean",
        "_deceasedBoolean",
        "deceasedDateTime",
        "_deceasedDateTime",
        "active",
        "_active",
    }
    assert bound.absent is True
    for text in ("children().exists()", "%resource.id.exists()", "$this is Patient", "empty()"):
        assert fhirpath.compile(text).bind("Patient").reads is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "2020", "group"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "system", "value", "type", "start", "name", "extension"]),
            inner,
        )
    ),
    max_leaves=8,
)


@st.composite
def element(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An element of some type: values of the right form under most of its names, or any JSON."""
    kind = draw(st.sampled_from(sorted(k for k in BY_TYPE if not k[0].islower())))
    steps = model_of().by_json_name(kind)
    value: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(sorted(steps) or ["x"]), max_size=6, unique=True)):
        step = steps.get(key)
        many = model_of().definitions.element(step.path) if step else None
        one = draw(_value(step.type if step else ""))
        value[key] = [one] if many is not None and many.many else one
    return kind, value


def _value(kind: str) -> st.SearchStrategy[Any]:
    if kind == "boolean":
        return st.booleans()
    if kind in ("integer", "positiveInt", "unsignedInt"):
        return st.integers(0, 3)
    if kind == "decimal":
        return st.sampled_from([0.5, 1, 2.25])
    if kind in ("date", "dateTime", "instant"):
        return st.sampled_from(["2020", "2020-01-01", "2020-01-01T10:00:00Z", "2021-02-03"])
    if kind[:1].islower():
        return st.sampled_from(["a", "group", "http://x", "choice", "#a", "searchset"])
    return st.just({}) | st.sampled_from([{"code": "a"}, {"system": "b", "value": 1}])


@given(element())
def test_bound_and_unbound_agree_on_well_formed_elements(sample: tuple[str, dict[str, Any]]):
    kind, value = sample
    context = Context(model_of(), resource_node({"resourceType": "Basic"}))
    for text in BY_TYPE[kind]:
        bound = fhirpath.compile(text, invariant=True).bind(kind)
        expected = slow(text, context, value, kind)
        assert fast(bound, context, value) == expected, text
        if bound.reads is not None and bound.reads.isdisjoint(value):
            assert bound.absent == expected, text


@given(st.sampled_from(sorted(BY_TYPE)), JSON)
def test_a_bound_test_survives_any_json_object(kind: str, value: Any):
    if not isinstance(value, dict):
        value = {"x": value}
    context = Context(model_of(), resource_node({"resourceType": "Basic"}))
    for text in BY_TYPE[kind]:
        found = fast(fhirpath.compile(text, invariant=True).bind(kind), context, value)
        assert found in (True, False, None, "error")


def test_our_examples_break_no_rule_that_their_types_have_at_the_top():
    files = sorted(EXAMPLES.rglob("*.json"))
    if not files:
        pytest.skip("there are no examples yet")
    for file in files:
        resource = json.loads(file.read_bytes())
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if kind not in BY_TYPE:
            continue
        context = Context(model_of(), resource_node(resource))
        for text in BY_TYPE[kind]:
            if "name.matches" not in text and "contained.where" not in text:
                bound = fhirpath.compile(text, invariant=True).bind(kind)
                assert bound.test(context, resource, None) is True, (file.name, text)
