"""StructureMaps: what their rules read, write and call is there."""

import pytest

from .definitions import CORE, TEST, canonical, errors, profile

SRC = {"context": "src", "element": "name", "variable": "n"}
COPY = {"context": "tgt", "contextType": "variable", "element": "title", "transform": "copy"}


def copied(**more: object) -> dict:
    return {**COPY, "parameter": [{"valueId": "n"}], **more}


def rule(source: dict | None = None, target: dict | None = None, **more: object) -> dict:
    made: dict = {"name": "r", "source": [{**SRC, **(source or {})}], **more}
    return {**made, "target": [target]} if target else made


def structure_map(
    *rules: dict, inputs: tuple[tuple[str, str, str], ...] = (), **more: object
) -> dict:
    asked = inputs or (("src", "source", "Patient"), ("tgt", "target", "CarePlan"))
    group = {
        "name": "main",
        "typeMode": "none",
        "input": [
            {"name": name, "mode": mode, **({"type": kind} if kind else {})}
            for name, mode, kind in asked
        ],
        "rule": list(rules) or [rule()],
    }
    return canonical("StructureMap", "m", **{"group": [group], **more})


def below(path: str) -> str:
    return f"group[0].rule[0].{path}"


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (rule(target=copied()), []),
        (rule({"element": "nam"}), [("map-source-path", below("source[0]"))]),
        (rule({"context": "other"}), [("map-source-context", below("source[0]"))]),
        (rule({"variable": "a-b"}), [("map-name", below("source[0]"))]),
        ({**rule(), "name": "r-1"}, [("map-name", "group[0].rule[0]")]),
        (rule({"type": "HumanName"}), []),
        (rule({"type": "Address"}), [("map-source-type", below("source[0]"))]),
        (rule({"element": "deceased", "type": "boolean"}), []),
        (rule(target=copied(element="titel")), [("map-target-path", below("target[0]"))]),
        (rule(target=copied(context="src")), [("map-target-context", below("target[0]"))]),
        (rule(target=copied(transform="uuid")), [("map-parameters", below("target[0]"))]),
        (rule(target={**COPY, "transform": "evaluate", "parameter": [{"valueString": "1 +"}]}),
         [("map-expression", below("target[0]"))]),
        (rule(target={**COPY, "transform": "translate", "parameter": [
            {"valueId": "z"}, {"valueString": "#cm"}, {"valueString": "codes"}]}),
         [("map-no-variable", below("target[0]")), ("map-translate-output", below("target[0]"))]),
        (rule(rule=[rule({"context": "n", "element": "given", "variable": "g"})]), []),
        (rule(rule=[rule({"context": "n", "element": "givn", "variable": "g"})]),
         [("map-source-path", below("rule[0].source[0]"))]),
        (rule({"element": "contact"}, rule=[rule({"context": "n", "element": "relationship"})]), []),
        (rule(target={"variable": "o", "transform": "create", "parameter": [{"valueString": "Goal"}]},
              rule=[rule(target=copied(context="o", element="note"))]), []),
        (rule(target={"variable": "o", "transform": "create", "parameter": [{"valueString": "Gaol"}]}),
         [("map-unknown-type", below("target[0]"))]),
        (rule(dependent=[{"name": "other", "variable": ["n"]}]),
         [("map-no-group", below("dependent[0]"))]),
        (rule(dependent=[{"name": "main", "variable": ["n"]}]),
         [("map-group-variables", below("dependent[0]"))]),
        (rule(dependent=[{"name": "main", "variable": ["src", "z"]}]),
         [("map-no-variable", below("dependent[0].variable[1]"))]),
        (rule(dependent=[{"name": "main", "variable": ["tgt", "tgt"]}]),
         [("map-variable-type", below("dependent[0].variable[0]"))]),
    ],
)  # fmt: skip
def test_a_rule_reads_and_writes_what_is_there(made: dict, found: list):
    assert errors(structure_map(made)) == found


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ((("src", "source", "Patients"), ("tgt", "target", "CarePlan")),
         [("map-unknown-type", "group[0].input[0]")]),
        ((("src", "source", "Own"), ("tgt", "target", "CarePlan")), []),
        ((("src", "source", "Patient"), ("tgt", "target", "Own")),
         [("map-input-mode", "group[0].input[1]")]),
        ((("src", "source", "Patient"), ("src", "target", "CarePlan")),
         [("map-input-twice", "group[0].input[1]")]),
        ((("src", "source", ""), ("tgt", "target", "")), []),
    ],
)  # fmt: skip
def test_an_input_is_of_a_structure_or_a_type(inputs: tuple, found: list):
    own = {"url": f"{TEST}p", "mode": "source", "alias": "Own"}
    asked = structure_map(rule(), inputs=inputs, structure=[own])
    assert errors(asked, profile()) == found


def test_a_group_without_types_is_followed_with_what_it_is_called_with():
    called = {
        "name": "named", "typeMode": "none",
        "input": [{"name": "human", "mode": "source"}],
        "rule": [rule({"context": "human", "element": "givn", "variable": "g"})],
    }  # fmt: skip
    made = structure_map(rule(dependent=[{"name": "named", "variable": ["n"]}]))
    made["group"].insert(0, called)
    assert errors(made) == [("map-source-path", "group[0].rule[0].source[0]")]


def test_groups_of_imported_maps_are_known():
    other = structure_map()
    other |= {"url": f"{TEST}StructureMap/other-1"}
    other["group"][0]["name"] = "theirs"
    made = structure_map(rule(dependent=[{"name": "theirs", "variable": ["src", "tgt"]}]))
    made["import"] = [f"{TEST}StructureMap/other-*"]
    assert errors(made, other) == []
    assert errors(made) == [("map-no-group", below("dependent[0]"))]
    made["group"][0] |= {"extends": "nothing"}
    assert errors(made, other) == [("map-no-group", "group[0].extends")]


def test_what_has_its_content_elsewhere_is_followed():
    inside = rule({"context": "i", "element": "item", "variable": "j"}, rule=[
        rule({"context": "j", "element": "linkId", "variable": "k"})
    ])  # fmt: skip
    asked = rule({"element": "item", "variable": "i"}, rule=[inside])
    both = (("src", "source", f"{CORE}Questionnaire"), ("tgt", "target", "CarePlan"))
    assert errors(structure_map(asked, inputs=both)) == []
