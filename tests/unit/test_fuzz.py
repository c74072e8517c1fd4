"""A short run of what `make fuzz` runs for long: whatever the bytes are, there is an answer, and in time."""

import gzip
import io
import json
import tarfile
import time
from contextlib import suppress

import pytest
from bench.fuzz.mutate import damaged
from bench.fuzz.targets import TARGETS, seeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pk_fhir.definitions import Package, PackageError
from pk_fhir.fhirpath import FhirPathError
from pk_fhir.fhirpath import compile as compile_fhirpath
from pk_fhir.validation import Validator

# Ample: what hangs takes for ever, and test machines are busy.
SECONDS = 120
VALIDATOR = Validator.for_r4()
DEEP = 200_000
EXTENSION = b'{"resourceType":"Patient","extension":'


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_own_seeds(name):
    for seed in list(seeds(name))[:8]:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_target_takes_any_bytes(name, data):
    seed = data.draw(st.sampled_from(list(seeds(name))[:8]))
    at = data.draw(st.integers(0, len(seed)))
    middle = data.draw(st.binary(max_size=60))
    TARGETS[name](seed[:at] + middle + seed[at + len(middle) // 2 :])


@given(choices=st.binary(max_size=60))
def test_the_same_bytes_damage_in_the_same_way(choices):
    whole = {"a": [1, {"b": "c"}], "d": {"e": None}}
    assert damaged(whole, choices) == damaged(whole, choices)
    assert whole == {"a": [1, {"b": "c"}], "d": {"e": None}}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP,
        b'{"a":' * DEEP,
        EXTENSION + b'[{"extension":' * DEEP,
        EXTENSION + b'[{"extension":' * 900 + b"[]" + b"}]" * 900 + b"}",
        b'{"resourceType":"Patient","birthDate":"' + b"1" * 2_000_000 + b'"}',
        b'{"resourceType":"Patient","multipleBirthInteger":' + b"9" * 1_000_000 + b"}",
        b'{"resourceType":"Observation","valueQuantity":{"value":1e999999999}}',
        b'{"resourceType":"Patient","id":"' + b"a" * 1_000_000 + b'!"}',
        b'{"resourceType":"Patient",' + b",".join(b'"x%d":1' % n for n in range(50_000)) + b"}",
        b'{"resourceType":"Patient","name":[' + b",".join([b'{"use":1}'] * 30_000) + b"]}",
        b'{"resourceType":"Patient","text":{"status":"generated","div":"' + b"<div>" * 50_000 + b'"}}',
        b"<Patient xmlns='http://hl7.org/fhir'>" + b"<extension url='x'>" * DEEP,
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Patient xmlns="http://hl7.org/fhir">&b;</Patient>',
    ],
    ids=range(13),
)  # fmt: skip
def test_bombs_are_refused_in_time(body):
    started = time.monotonic()
    issues = VALIDATOR.validate(body)
    assert time.monotonic() - started < SECONDS
    assert any(each.severity in ("error", "fatal") for each in issues)


HOSTILE = (
    "(" * 5000,
    "-" * 5000 + "1",
    "a" + ".b" * 5000,
    "1" + "+1" * 9000,
    "'" + "a" * 99_000 + "'.matches('(a+)+$')",
    "'" + "a" * 40 + "!'.matches('^(a|aa)+$')",
    "'" + "a" * 30 + "'.replaceMatches('(a*)*b', 'x')",
    "repeat($this)",
    "repeat(children() | $this)",
    "(1 | 2 | 3).repeat($this + 1)",
    "(" + " | ".join(str(n) for n in range(3000)) + ").where($this in (1 | 2))",
    "descendants().descendants().descendants().descendants()",
    "'x'" + ".replace('', 'yyyyyyyyyy')" * 6,
    "2.power(1000000)",
    "(10.power(18)).power(18)",
    "@2020-01-01 + 99999999999999 years",
    "``",
    "%``",
    "$this.aggregate(iif($total.empty(), 'a', $total & $total))",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_expression_ends_in_time(text):
    patient = {"resourceType": "Patient", "name": [{"given": ["a"] * 50}] * 50}
    started = time.monotonic()
    with suppress(FhirPathError):
        assert isinstance(compile_fhirpath(text).evaluate(patient), list)
    assert time.monotonic() - started < SECONDS


def _archive(*members: tuple[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return raw.getvalue()


@pytest.mark.parametrize(
    "archive",
    [
        b"",
        b"\x1f\x8b",
        gzip.compress(b"\0" * 200_000_000),
        _archive(("package/package.json", b"[" * DEEP)),
        _archive(("package/a.json", b'{"resourceType":"ValueSet","url":' + b"[" * 5000)),
        _archive(("../../etc/passwd", b"{}"), ("/package/x.json", b"{}")),
        _archive(*[(f"package/{n}.json", b"{}") for n in range(3000)]),
    ],
    ids=range(7),
)
def test_a_hostile_package_is_refused_or_read_in_time(tmp_path, archive):
    place = tmp_path / "package.tgz"
    place.write_bytes(archive)
    started = time.monotonic()
    with suppress(PackageError):
        Package.read(place)
    assert time.monotonic() - started < SECONDS


BASE = {
    "resourceType": "StructureDefinition",
    "name": "X",
    "status": "active",
    "fhirVersion": "4.0.1",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "derivation": "constraint",
}
PATIENT = {
    "resourceType": "Patient",
    "name": [{"family": "x"}],
    "contact": [{"name": {"text": "x"}}],
}


def _profile(name: str, base: str, *elements: dict) -> dict:
    root = {"id": "Patient", "path": "Patient"}
    url = f"http://fuzz.example/{name}"
    return {
        **BASE,
        "url": url,
        "baseDefinition": base,
        "differential": {"element": [root, *elements]},
    }


def test_definitions_that_lead_to_themselves_are_told_of_and_validation_goes_on():
    one = _profile("one", "http://fuzz.example/two")
    two = _profile("two", "http://fuzz.example/one")
    alone = _profile("alone", "http://fuzz.example/alone")
    inside = _profile(
        "inside",
        "http://hl7.org/fhir/StructureDefinition/Patient",
        {
            "id": "Patient.link.other",
            "path": "Patient.link.other",
            "type": [{"code": "Reference", "targetProfile": ["http://fuzz.example/inside"]}],
        },
        {"id": "Patient.contact", "path": "Patient.contact", "contentReference": "#Patient.contact"},
        {
            "id": "Patient.name",
            "path": "Patient.name",
            "constraint": [
                {"key": "a-1", "severity": "error", "human": "x", "expression": "conformsTo('http://fuzz.example/inside')"}
            ],
        },
    )  # fmt: skip
    validator = VALIDATOR.with_definitions([one, two, alone, inside])
    for name in ("one", "two", "alone", "inside"):
        started = time.monotonic()
        issues = validator.validate({**PATIENT, "contact": []}, [f"http://fuzz.example/{name}"])
        assert time.monotonic() - started < SECONDS
        # Whatever is said of the profile, the resource itself is validated.
        assert "Patient.contact" in json.dumps([each.expression for each in issues])
