"""StructureDefinitions: a profile narrows its base, and what it says can be held."""

import json

import pytest

from .definitions import (
    CORE,
    TEST,
    VALIDATOR,
    canonical,
    element,
    errors,
    extension,
    profile,
    sliced,
)

ONE = "differential.element[0]"
MARITAL = "http://hl7.org/fhir/ValueSet/marital-status"
OBSERVATION = "Observation.value[x]"
RULE = {"key": "x-1", "severity": "error", "human": "h"}


def typed(*codes: str) -> list[dict]:
    return [{"code": each} for each in codes]


def to(*targets: str) -> list[dict]:
    return [{"code": "Reference", "targetProfile": [CORE + each for each in targets]}]


def bound(value_set: str, strength: str = "required") -> dict:
    return {"strength": strength, "valueSet": value_set}


@pytest.mark.parametrize(
    ("elements", "found"),
    [
        ([element("Patient.name", min=1)], []),
        ([element("Patient.birthDate", max="2")], [("derived-max", "")]),
        ([element("Patient.link.other", min=0)], [("derived-min", "")]),
        (
            [element("Patient.birthDate", min=1), element("Patient.name", min=1)],
            [("derived-order", ONE)],
        ),
        ([element("Patient.birthDate", type=typed("dateTime"))], [("derived-type", "")]),
        (
            [element("Patient.managingOrganization", type=to("Patient"))],
            [("derived-target", "")],
        ),
        ([element("Patient.active", fixedString="x")], [("derived-value-type", "")]),
        (
            [element("Patient.maritalStatus", patternCoding={"code": "M"})],
            [("derived-value-type", "")],
        ),
        (
            [element("Patient.gender", binding=bound(MARITAL, "extensible"))],
            [("derived-binding", "")],
        ),
        ([element("Patient.gender", binding=bound(MARITAL))], [("derived-value-set", "")]),
        (
            [element("Patient.maritalStatus", slicing=sliced(path="text"))],
            [("derived-slicing-single", ""), ("definition-slicing-single", f"{ONE}.slicing")],
        ),
        (
            [element("Patient.identifier:a", min=1)],
            [("definition-slice-unannounced", "snapshot.element[9]")],
        ),
        (
            [
                element("Patient.identifier", slicing=sliced()),
                {"id": "Patient.identifier:a", "path": "Patient.identifier"},
            ],
            [("derived-no-slice-name", "")],
        ),
        (
            [element("Patient", slicing=sliced(path="id"))],
            [("invariant", "differential"), ("definition-slicing-root", ONE)],
        ),
        (
            [element("Patient.active", meaningWhenMissing="x")],
            [("definition-meaning-when-missing", ONE)],
        ),
        (
            [element("Patient.birthDate", type=typed("date"), binding=bound(MARITAL))],
            [("definition-characteristic", ONE)],
        ),
        (
            [element("Patient.name", type=typed("HumanName"), maxLength=5)],
            [("definition-characteristic", ONE)],
        ),
        (
            [element("Patient.maritalStatus", binding=bound(CORE + "Patient"))],
            [("definition-binding-kind", f"{ONE}.binding")],
        ),
        (
            [element("Patient.name", constraint=[{**RULE, "expression": "name.("}])],
            [("definition-invariant", f"{ONE}.constraint[0]")],
        ),
        (
            [element("Patient", constraint=[{**RULE, "key": "pat-1", "expression": "true"}])],
            [("definition-invariant-key", f"{ONE}.constraint[0]")],
        ),
        (
            [element("Patient", constraint=[{**RULE, "source": TEST, "expression": "true"}])],
            [("definition-invariant-source", f"{ONE}.constraint[0]")],
        ),
    ],
)
def test_a_profile_only_narrows_what_it_is_derived_from(elements, found):
    assert errors(profile(*elements)) == found


@pytest.mark.parametrize(
    ("first", "then", "found"),
    [
        ({"max": "1"}, [element("Patient.identifier", max="5")], [("derived-max", "")]),
        (
            {"slicing": sliced(rules="closed")},
            [element("Patient.identifier:b", min=0)],
            [("derived-closed", "")],
        ),
        ({"slicing": sliced()}, [element("Patient.identifier:b", min=0)], []),
        (
            {"slicing": sliced(rules="closed")},
            [element("Patient.identifier", slicing=sliced())],
            [("derived-slicing-rules", "")],
        ),
        (
            {"slicing": sliced()},
            [element("Patient.identifier", slicing=sliced(path="use"))],
            [("derived-discriminators", "")],
        ),
        (
            {"patternIdentifier": {"use": "usual"}},
            [element("Patient.identifier", patternIdentifier={"use": "usual", "value": "1"})],
            [],
        ),
        (
            {"patternIdentifier": {"use": "usual"}},
            [element("Patient.identifier", patternIdentifier={"use": "old"})],
            [("derived-value", ONE)],
        ),
    ],
)
def test_a_profile_of_a_profile_narrows_further(first, then, found):
    above = profile(element("Patient.identifier", **first), url=TEST + "above")
    assert errors(profile(*then, base=TEST + "above"), above) == found


@pytest.mark.parametrize(
    ("elements", "found"),
    [
        ([element(OBSERVATION, type=typed("Quantity", "string"))], []),
        ([element(OBSERVATION, type=typed("Address"))], [("derived-type", "")]),
        ([element(OBSERVATION, slicing=sliced(path="$this"))], [("derived-slicing-choice", "")]),
        (
            [
                element(OBSERVATION, slicing=sliced("type", "$this")),
                element(f"{OBSERVATION}:valueString", type=typed("Quantity")),
            ],
            [("derived-slice-name", "")],
        ),
        ([element("Observation.valueQuantity", min=1)], []),
    ],
)
def test_a_choice_is_narrowed_to_its_types(elements, found):
    assert errors(profile(*elements, of="Observation")) == found


@pytest.mark.parametrize(
    ("path", "types", "found"),
    [
        ("system", ["Identifier"], []),
        ("type.coding.code", ["Identifier"], []),
        ("sistem", ["Identifier"], [("definition-discriminator", "discriminator[0]")]),
        ("system", [], []),
    ],
)
def test_a_discriminator_leads_somewhere(path, types, found):
    sliced_by = element("Patient.identifier", slicing=sliced(path=path))
    if types:
        sliced_by["type"] = typed(*types)
    told = [(key, f"{ONE}.slicing.{place}") for key, place in found]
    assert errors(profile(sliced_by)) == told


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"url": TEST + "q"}, [("definition-extension-other", "")]),
        (
            {"context": [{"type": "element", "expression": "Patient.foo"}]},
            [("definition-context-unknown", "context[0]")],
        ),
        ({"context": [{"type": "element", "expression": "Patient.deceased[x]"}]}, []),
        (
            {"contextInvariant": ["nome.exists()"]},
            [("definition-expression", "contextInvariant[0]")],
        ),
    ],
)
def test_an_extension_has_its_url_and_contexts_that_exist(more, found):
    made = extension(
        element("Extension.url", fixedUri=TEST + "p"),
        element("Extension.value[x]", type=typed("string")),
        **more,
    )
    assert errors(made) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"type": "Observation"}, ("definition-base", "")),
        ({"kind": "complex-type"}, ("definition-base", "")),
        ({"derivation": "specialization"}, ("definition-same-type", "")),
        (
            {"derivation": "specialization", "type": f"{TEST}Own", "kind": "logical"},
            ("definition-base", ""),
        ),
        (
            {"context": [{"type": "element", "expression": "Patient"}]},
            ("definition-context", "context[0]"),
        ),
    ],
)
def test_a_profile_is_of_its_bases_type(more, found):
    assert found in errors(profile(element("Patient.name", min=1), **more))


@pytest.mark.parametrize("modifies", [True, False])
@pytest.mark.parametrize("name", ["extension", "modifierExtension"])
def test_a_modifier_extension_stands_among_the_modifiers(modifies, name):
    root = element("Extension", isModifier=modifies, isModifierReason="r")
    defined = extension(root, element("Extension.url", fixedUri=TEST + "p"))
    types = [{"code": "Extension", "profile": [TEST + "p"]}]
    used = profile(element(f"Patient.{name}:e", type=types), url=TEST + "used")
    wrong = modifies != (name == "modifierExtension")
    key = "definition-modifier-place" if modifies else "definition-not-modifier"
    assert errors(used, defined) == ([(key, f"{ONE}.type[0].profile[0]")] if wrong else [])


def test_a_url_is_a_uri_though_r4_writes_it_as_a_string_of_fhirpath():
    made = extension(
        element("Extension.extension", slicing=sliced(path="url")),
        element("Extension.extension:a"),
        element("Extension.extension:a.url", type=typed("uri"), fixedUri="a"),
        element("Extension.url", fixedUri=TEST + "p"),
        element("Extension.value[x]", max="0"),
    )
    assert errors(made) == []


@pytest.mark.parametrize("name", ["string", "Patient", "Extension"])
def test_what_r4_publishes_is_right(name):
    """As it is loaded here, without the prose that its snapshots need."""
    found = errors(VALIDATOR.definitions.structure(name))
    assert {key for key, _ in found} <= {"invariant", "structure-minimum"}


@pytest.mark.parametrize("kind", ["CodeSystem", "ValueSet"])
def test_what_is_normative_says_since_when(kind):
    url = CORE + "structuredefinition-normative-version"
    since = {"extension": [{"url": url, "valueCode": "4.0.0"}]}
    more = {"content": "not-present"} if kind == "CodeSystem" else {}
    assert errors(canonical(kind, "n", **since, **more)) == []


BOOLEAN, DATED = "Patient.deceasedBoolean", "Patient.deceasedDateTime"
NAME, PHONE = "Patient.name", "Patient.telecom"


@pytest.mark.parametrize("identified", [True, False])
@pytest.mark.parametrize(
    ("elements", "found"),
    [
        ([element(NAME, min=1), element(NAME, max="1")], ["derived-twice"]),
        ([element(PHONE, slicing=sliced()), element(PHONE, max="1")], ["derived-twice"]),
        ([element(f"{PHONE}:a"), element(PHONE, slicing=sliced())], ["derived-twice"]),
        (
            [element(PHONE, slicing=sliced()), element(f"{PHONE}:a"), element(f"{PHONE}:a")],
            ["derived-twice"],
        ),
        ([element(f"{NAME}.family", min=1), element(NAME, min=1)], ["derived-order"]),
        ([element(NAME, min=1), element(f"{NAME}.family", min=1)], []),
        (
            [
                element(PHONE, slicing=sliced()),
                element("Patient.gender", min=1),
                element(f"{PHONE}:a"),
            ],
            ["derived-order"],
        ),
        (
            [element(NAME), element("Patient.gender", min=1), element(f"{NAME}.family", min=1)],
            ["derived-order"],
        ),
        (
            [
                element(PHONE, slicing=sliced()),
                element(f"{PHONE}:a"),
                element(f"{PHONE}:a.system", min=1),
                element(f"{PHONE}:b"),
                element(f"{PHONE}:b.system", min=1),
            ],
            [],
        ),
        ([element(PHONE, slicing=sliced(), max="1"), element(f"{PHONE}:a", max="2")], []),
        ([element(BOOLEAN, max="2")], ["derived-max"]),
        ([element("Patient", type=typed("Patient")), element(NAME)], ["derived-root-type"]),
        ([element(BOOLEAN, min=1), element(DATED, max="1")], ["derived-choice-alone"]),
        ([element(BOOLEAN, max="1"), element(DATED, min=1)], []),
        (
            [
                element("Patient.deceased[x]", slicing=sliced("type", "$this")),
                element("Patient.deceased[x]:deceasedBoolean", min=1, type=typed("boolean")),
                element("Patient.deceased[x]:deceasedDateTime", type=typed("dateTime")),
            ],
            ["derived-choice-alone"],
        ),
        (
            [element("Patient.generalPractitioner", type=to("Organization", "Location"))],
            ["derived-target"],
        ),
    ],
)
def test_a_differential_says_each_thing_once_and_in_order(elements, found, identified):
    given = elements if identified else [{**each, "id": ""} for each in elements]
    plain = [{k: v for k, v in each.items() if v != ""} for each in given]
    keys = [key for key, _ in errors(profile(*plain)) if key.startswith("derived")]
    assert keys == found


def test_inherited_slices_keep_their_order_and_what_must_be_supported():
    base = profile(
        element("Patient", min=1, max="1"),
        element(PHONE, slicing=sliced()),
        element(f"{PHONE}:a", mustSupport=True),
        element(f"{PHONE}:b"),
    )
    own = [element(f"{PHONE}:b", max="1"), element(f"{PHONE}:a", max="1")]
    derived = {"base": TEST + "p", "url": TEST + "own"}
    assert errors(profile(*own, **derived), base) == [("derived-slice-order", "")]
    assert errors(profile(*own[::-1], **derived), base) == []
    # HL7's tools find elements by their paths: both would be of one and the same.
    parts = [element(f"{PHONE}:{each}.value", min=1) for each in "ab"]
    assert errors(profile(*parts, **derived), base) == [("derived-twice", "")]
    ordered = profile(element(PHONE, slicing={**sliced(), "ordered": True}))
    other = profile(element(PHONE, slicing={**sliced(), "ordered": False}), **derived)
    assert errors(other, ordered) == [("derived-slicing-order", "")]
    late = [element(f"{PHONE}:c"), element(f"{PHONE}:a", mustSupport=False)]
    assert errors(profile(*late, **derived), base) == [
        ("derived-slice-order", ""),
        ("derived-must-support", ""),
    ]
    wider = profile(element("Patient", min=0, max="*"), **derived)
    assert errors(wider, base) == [("derived-max", ""), ("derived-min", "")]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"patternString": "x", "_patternString": "STREET"}, []),
        ({"fixedString": "x", "_fixedString": "STREET"}, []),
        ({"example": [{"label": "a", "valueString": "x", "_valueString": "STREET"}]}, []),
        ({"short": "x", "_short": "STREET"}, [("extension-context", f"{ONE}.short")]),
    ],
)
def test_a_sample_value_has_the_extensions_of_the_element_that_it_stands_for(told, found):
    street = {"extension": [{"url": f"{CORE}iso21090-ADXP-streetName", "valueString": "x"}]}
    extended = json.loads(json.dumps(told).replace('"STREET"', json.dumps(street)))
    assert errors(profile(element("Patient.address.line", **extended))) == found
