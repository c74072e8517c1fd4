"""What is fuzzed: each target takes bytes, and raises only for what must never happen."""

import json
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from bench.fuzz.mutate import damaged

from pk_fhir import fhirpath
from pk_fhir.definitions import Definitions, Package, PackageError
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir import xml as fhir_xml
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.fhirpath import FhirPathError
from pk_fhir.validation import Validator

ROOT = Path(__file__).resolve().parents[2]
SELF = "http://fuzz.example/self"
Target = Callable[[bytes], object]


def of_json(data: bytes) -> None:
    """Bytes as JSON: parsed or refused, and validated whatever they are."""
    with suppress(FhirError):
        fhir_json.parse(data)
    _sound(Validator.ours().validate(data))


def of_xml(data: bytes) -> None:
    """Bytes as XML: parsed or refused, validated, and what was read is written again."""
    definitions = Definitions.r4()
    try:
        resource = fhir_xml.parse_xml(data, definitions)
    except FhirError:
        resource = None
    if resource is not None:
        fhir_xml.dump_xml(resource, definitions)
    _sound(Validator.for_r4().validate(b"<" + data if not data.lstrip().startswith(b"<") else data))


def of_fhirpath(data: bytes) -> None:
    """Bytes as the text of an expression: an error, or a collection."""
    text = data.decode("utf-8", "replace")
    for strict in (False, True):
        try:
            expression = fhirpath.compile(text, strict=strict)
            found = expression.evaluate(_patient())
        except FhirPathError:
            continue
        assert isinstance(found, list)  # noqa: S101 - what fuzzing is to find


def of_package(data: bytes) -> None:
    """Bytes as a package: PackageError, or definitions that can be gone through."""
    with tempfile.NamedTemporaryFile(suffix=".tgz") as file:
        file.write(_packed(data))
        file.flush()
        try:
            package = Package.read(Path(file.name))
        except PackageError:
            return
        definitions = Definitions(package, Definitions.r4())
        for _, entry in zip(range(50), definitions.entries(), strict=False):
            entry[0].load(entry[1])


def of_structure(data: bytes) -> None:
    """A StructureDefinition damaged as the bytes say: it is validated, and resources are validated by it."""
    profiles = _profiles()
    if not data:
        return
    base = profiles[data[0] % len(profiles)]
    made = damaged({**base, "url": SELF}, data[1:])
    if not isinstance(made, dict):
        return
    validator = Validator.for_r4().with_definitions([made])
    _sound(validator.validate(made))
    type_ = base["type"]
    for resource in _resources().get(type_, [{"resourceType": type_}])[:2]:
        _sound(validator.validate(resource, [SELF]))


def of_resource(data: bytes) -> None:
    """A resource damaged as the bytes say, held to all that it claims."""
    every = [each for listed in _resources().values() for each in listed]
    if len(data) < 2:  # noqa: PLR2004 - which resource, and one change
        return
    made = damaged(every[int.from_bytes(data[:2]) % len(every)], data[2:])
    if isinstance(made, dict):
        _sound(Validator.ours().validate(made))


def _sound(issues: list[Any]) -> None:
    for issue in issues:
        assert issue.severity in ("fatal", "error", "warning", "information"), issue  # noqa: S101 - what fuzzing is to find
        assert isinstance(issue.expression, str), issue  # noqa: S101 - the same
        assert issue.diagnostics, issue  # noqa: S101 - the same


def _packed(data: bytes) -> bytes:
    """Half of the inputs are the bytes of a gzip file, the others its content."""
    if data[:1] < b"\x80":
        return data
    wrap = zlib.compressobj(wbits=31)
    return wrap.compress(data[1:]) + wrap.flush()


@cache
def _patient() -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "name": [{"given": ["Anna", "Bo"], "family": "Exempel"}],
        "birthDate": "1970-01",
        "contact": [{"name": {"text": "x"}, "telecom": [{"value": "1"}]}],
        "extension": [{"url": "http://x.y", "valueQuantity": {"value": 1.5, "unit": "kg"}}],
    }


@cache
def _resources() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(ROOT.glob("examples/*/bundle.json")):
        for entry in json.loads(file.read_bytes())["entry"]:
            found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


@cache
def _profiles() -> list[dict[str, Any]]:
    files = sorted((ROOT / "profiles" / "package").glob("StructureDefinition-*.json"))
    found = [json.loads(file.read_bytes()) for file in files]
    # By their differentials, so that a damaged one is put together anew.
    return [{name: part for name, part in each.items() if name != "snapshot"} for each in found]


def seeds(name: str) -> Iterator[bytes]:
    """Good input to begin with."""
    if name in ("structure", "resource"):
        yield from (bytes([number, *range(40)]) for number in range(32))
    elif name == "fhirpath":
        yield from (text.encode() for text in EXPRESSIONS)
    elif name == "package":
        yield b"\x80package/package.json"
    else:
        for resources in _resources().values():
            wire = json.dumps(resources[0]).encode()
            yield (
                wire
                if name == "json"
                else fhir_xml.dump_xml(fhir_json.parse(wire), Definitions.r4())
            )


EXPRESSIONS = (
    "Patient.name.given.first()",
    "name.where(family = 'x' and given.exists()).select(given | family)",
    "(1 + 2.5) * 3 div 2 mod 4 - -1",
    "@2020-01-01T10:00:00.000+01:00 + 3 'mo' > today()",
    "iif(name.empty(), {}, name.aggregate($this & $total, ''))",
    "repeat(children()).ofType(string).where($index < 3)",
    "'a\\u00e5'.replaceMatches('[a-z]+', '$0').lower().indexOf('å')",
    "birthDate is date and (1 'kg' ~ 1000 'g')",
    "%context.extension('http://x.y').value as Quantity",
)
TARGETS: dict[str, Target] = {
    "json": of_json,
    "xml": of_xml,
    "fhirpath": of_fhirpath,
    "package": of_package,
    "structure": of_structure,
    "resource": of_resource,
}
