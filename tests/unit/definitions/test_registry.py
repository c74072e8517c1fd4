"""Definitions by canonical url: R4 core, overlays, and packages over them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pk_fhir.definitions import Definitions, Element, PackageError
from pk_fhir.definitions.package import Package

URL = "http://example.org/fhir/StructureDefinition/x"


def profile(version: str = "", **more: Any) -> dict[str, Any]:
    stated = {"version": version} if version else {}
    return {"resourceType": "StructureDefinition", "url": URL, **stated, **more}


def package(
    folder: Path, name: str, resources: list[Any], version: str = "1.0.0", **manifest: Any
) -> Path:
    inner = folder / f"{name}#{version}" / "package"
    inner.mkdir(parents=True)
    told = {"name": name, "version": version, **manifest}
    (inner / "package.json").write_text(json.dumps(told))
    for number, resource in enumerate(resources):
        text = resource if isinstance(resource, str) else json.dumps(resource)
        (inner / f"r{number}.json").write_text(text)
    return inner.parent


def test_r4_core_gives_the_structure_of_a_type_by_name_and_by_canonical():
    r4 = Definitions.r4()
    by_name = r4.structure("Patient")
    assert by_name is not None
    assert (by_name["url"], by_name["version"], len(by_name["snapshot"]["element"])) == (
        "http://hl7.org/fhir/StructureDefinition/Patient",
        "4.0.1",
        45,
    )
    assert r4.get("http://hl7.org/fhir/StructureDefinition/Patient|4.0.1") is by_name
    assert r4.structure("http://hl7.org/fhir/StructureDefinition/Patient") is by_name


def test_another_version_kind_or_name_is_not_there():
    r4 = Definitions.r4()
    assert r4.get("http://hl7.org/fhir/StructureDefinition/Patient|5.0.0") is None
    assert r4.get("http://hl7.org/fhir/StructureDefinition/Patient", "ValueSet") is None
    assert r4.structure("Patientt") is None
    assert r4.get("") is None


def test_r4_core_is_whole_and_shared():
    r4 = Definitions.r4()
    kinds = [entry.kind for _, entry in r4.entries()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "SearchParameter": 1400,
        "ValueSet": 1316,
        "CodeSystem": 1062,
        "StructureDefinition": 655,
        "ConceptMap": 80,
        "OperationDefinition": 47,
        "CapabilityStatement": 8,
        "CompartmentDefinition": 6,
        "NamingSystem": 2,
        "StructureMap": 2,
    }
    assert Definitions.r4() is r4
    assert sum(1 for _ in r4.all("SearchParameter")) == 1400


def test_an_overlay_wins_and_leaves_what_is_below_as_it_was():
    r4 = Definitions.r4()
    patient = {**profile("4.0.1"), "url": "http://hl7.org/fhir/StructureDefinition/Patient"}
    over = r4.overlay([patient, profile()])
    assert over.structure("Patient") is patient
    assert over.get(URL) == profile()
    assert over.structure("Goal") is r4.structure("Goal")
    assert r4.get(URL) is None
    assert sum(1 for _ in over.entries("StructureDefinition")) == 656


def test_without_a_version_the_newest_one_is_given():
    versions = ["1.9.0", "1.10.0", "1.10.0-ballot", "1.2.0"]
    over = Definitions.r4().overlay([profile(version) for version in versions])
    assert over.get(URL) == profile("1.10.0")
    assert over.get(f"{URL}|1.10.0-ballot") == profile("1.10.0-ballot")
    assert over.get(f"{URL}|1.1") is None


def test_a_resource_without_a_url_is_found_by_type_and_id():
    patient = {"resourceType": "Patient", "id": "p1"}
    over = Definitions.r4().overlay([patient, {"resourceType": "Patient"}, {"id": "nothing"}])
    assert over.get("Patient/p1") is patient
    assert [entry.url for layer, entry in over.entries() if layer is over] == ["Patient/p1"]


def test_children_tell_types_repetition_choices_and_content_references():
    r4 = Definitions.r4()
    assert r4.children("Patient")["deceased"] == Element(
        name="deceased", types=("boolean", "dateTime"), choice=True
    )
    assert r4.children("Patient")["contact"] == Element("contact", ("Patient.contact",), many=True)
    assert r4.children("Patient.contact")["name"] == Element("name", ("HumanName",))
    assert r4.children("Questionnaire.item")["item"] == Element(
        "item", ("Questionnaire.item",), many=True
    )
    assert r4.element("Patient.id") == Element("id", ("id",))
    assert r4.element("HumanName.id") == Element("id", ("string",))
    assert r4.element("Extension.url") == Element("url", ("uri",))
    assert r4.element("Patient") is None
    assert r4.children("Nothing") == {}
    assert list(r4.children("Patient")["deceased"].json_names()) == [
        ("deceasedBoolean", "boolean"),
        ("deceasedDateTime", "dateTime"),
    ]


def test_a_logical_model_in_an_overlay_has_children_too():
    model = profile(
        type="Journey",
        kind="logical",
        derivation="specialization",
        snapshot={
            "element": [
                {"path": "Journey"},
                {"path": "Journey.step", "max": "*", "type": [{"code": "BackboneElement"}]},
                {"path": "Journey.step.when[x]", "max": "1", "type": [{"code": "date"}, {}]},
                {"path": 5},
                "nonsense",
            ]
        },
    )
    over = Definitions.r4().overlay([model])
    assert over.children("Journey") == {"step": Element("step", ("Journey.step",), many=True)}
    assert over.children("Journey.step") == {"when": Element("when", ("date",), choice=True)}


def test_a_package_is_laid_over_with_its_dependencies_below_it(tmp_path: Path):
    package(tmp_path, "base.one", [profile("1.0.0", title="below")])
    package(
        tmp_path,
        "top.two",
        [profile("1.0.0", title="above")],
        dependencies={"base.one": "1.0.x", "hl7.fhir.r4.core": "4.0.1"},
    )
    found = Definitions.r4().with_package("top.two#1.0.0", cache=tmp_path)
    assert found.problems == []
    assert found.get(URL) == profile("1.0.0", title="above")
    assert found.parent is not None
    assert found.parent.get(URL) == profile("1.0.0", title="below")
    assert found.structure("Patient") is Definitions.r4().structure("Patient")


def test_what_is_wrong_in_a_package_is_told_and_the_rest_can_be_used(tmp_path: Path):
    place = package(
        tmp_path,
        "top.two",
        [profile("1.0.0"), "{broken", '["a list"]', {"resourceType": "Patient"}],
        dependencies={"not.here": "2.0.0"},
    )
    found = Definitions.r4().with_package(place, cache=tmp_path)
    assert found.get(URL) == profile("1.0.0")
    told = [(issue.severity, issue.code, issue.key) for issue in found.problems]
    assert told == [
        ("warning", "invalid", "definitions.unreadable-file"),
        ("warning", "invalid", "definitions.unreadable-file"),
        ("warning", "invalid", "definitions.unreadable-file"),
        ("warning", "not-found", "definitions.missing-dependency"),
    ]
    assert (
        "r1.json of package top.two#1.0.0 cannot be read as a FHIR resource"
        in found.problems[0].diagnostics
    )
    assert "not.here#2.0.0" in found.problems[3].diagnostics


def test_packages_that_depend_on_each_other_are_read_once(tmp_path: Path):
    package(tmp_path, "a.a", [profile("1.0.0")], dependencies={"b.b": "1.0.0"})
    package(tmp_path, "b.b", [], dependencies={"a.a": "1.0.0"})
    found = Definitions.r4().with_package("a.a", cache=tmp_path)
    assert found.problems == []
    assert found.get(URL) == profile("1.0.0")


@pytest.mark.parametrize("first", ["base", "mid"])
def test_two_versions_stand_side_by_side_and_the_one_named_oneself_is_meant(
    tmp_path: Path, first: str
):
    package(tmp_path, "base", [profile("1.0.0")])
    package(tmp_path, "base", [profile("2.0.0")], version="2.0.0")
    package(tmp_path, "mid", [], dependencies={"base": "1.0.0"})
    needs = {"base": "2.0.0", "mid": "1.0.0"}
    ordered = {first: needs[first], **needs}
    package(tmp_path, "top", [], dependencies=ordered)
    found = Definitions.r4().with_package("top", cache=tmp_path)
    assert found.get(URL) == profile("2.0.0")
    assert found.get(f"{URL}|1.0.0") == profile("1.0.0")
    layers = [layer.source for layer in found.layers(Definitions.r4())]
    assert [each.path.name for each in layers if isinstance(each, Package)] == [
        "base#1.0.0",
        "mid#1.0.0",
        "base#2.0.0",
        "top#1.0.0",
    ]


@pytest.mark.parametrize(
    ("manifest", "releases"),
    [
        ({"fhirVersions": ["5.0.0"]}, ["5.0.0"]),
        ({"dependencies": {"hl7.fhir.r5.core": "5.0.0"}}, ["hl7.fhir.r5.core"]),
        ({"fhirVersions": ["4.0.1", "5.0.0"], "dependencies": {"hl7.fhir.r5.core": "5"}}, []),
        ({"fhirVersions": "4.0.1", "dependencies": ["x"]}, []),
    ],
)
def test_a_package_for_another_release_of_fhir_is_told_and_its_core_is_never_laid_over(
    tmp_path: Path, manifest: dict[str, Any], releases: list[str]
):
    package(tmp_path, "hl7.fhir.r5.core", [profile("5.0.0")], version="5.0.0")
    package(tmp_path, "top", [], **manifest)
    found = Definitions.r4().with_package("top", cache=tmp_path)
    assert found.get(URL) is None
    assert [issue.diagnostics for issue in found.problems] == [
        f"Package top is made for another release of FHIR ({each}); "
        "what it says is read as FHIR R4 (4.0.1)"
        for each in releases
    ]


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path):
    place = package(tmp_path, "x", ["\ufeff" + json.dumps(profile("1.0.0"))])
    manifest = place / "package" / "package.json"
    manifest.write_text("\ufeff" + manifest.read_text())
    found = Definitions.r4().with_package(place)
    assert (found.get(URL), found.problems) == (profile("1.0.0"), [])


def test_a_folder_without_anything_of_a_package_is_none(tmp_path: Path):
    (tmp_path / "readme.md").write_text("#")
    with pytest.raises(PackageError, match="holds no FHIR package"):
        Definitions.r4().with_package(tmp_path)


@pytest.mark.parametrize("text", ["no.such", "no.such#1.0.0", "../../etc/passwd#1", "a/b", ""])
def test_a_package_that_is_not_there_is_an_error_that_names_it(tmp_path: Path, text: str):
    with pytest.raises(PackageError) as caught:
        Definitions.r4().with_package(text or "-", cache=tmp_path)
    assert (text or "-") in str(caught.value)


def test_fractions_keep_their_digits(tmp_path: Path):
    place = package(tmp_path, "x.x", ['{"resourceType":"Basic","id":"b","valueDecimal":1.50}'])
    found = Definitions.r4().with_package(place).get("Basic/b")
    assert found is not None
    assert str(found["valueDecimal"]) == "1.50"
    assert isinstance(found["valueDecimal"], Decimal)
