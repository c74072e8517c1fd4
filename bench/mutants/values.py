"""Values at the edge of what a datatype allows (https://hl7.org/fhir/R4/datatypes.html).

Whether each is right depends on where it stands, so only the oracle tells. A table by type: what is
put in the place of a value, or, for a type with parts, what is put into it.
"""

from collections.abc import Iterator
from typing import Any

from bench.mutants.change import GONE, Change
from bench.mutants.spots import Json, Spot

U = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"
DAR = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
UCUM = "http://unitsofmeasure.org"

REFERENCES = (
    "Patient/", "patient/1", "Patient/1/", "/Patient/1", "http://x.se/Patient", "urn:uuid:BAD", "urn:oid:", "mailto:x@y.se",
    "Patient/1#x", "Patient/1?x=y", "https://x.se/fhir/Patient/1/_history/", "https://x.se/fhir/Patient/1/_history/3", "x",
    "Patient/" + "1" * 65, "Patient/å", "Patient/1/_history", "http://x.se/fhir/Nope/1", "http://x.se/fhir/Substance/1", "##x", "Patient|1", U,
    "http://x.se", "ftp://x.se/Patient/1", "Patient/1/2", "?identifier=1", "Patient?", "Substance?code=1", " Patient/1", "Resource/1", "DomainResource/1",
)  # fmt: skip
INSTEAD: dict[str, tuple[Json, ...]] = {
    "date": (
        "2020-02-29", "2019-02-29", "2020-00-10", "2020-10-00", "20-01-01", "+2020", "2020-1", "2020-06-31",
        "1500-01-01", "9999-12-31", "0001-01-01", "2020-01-01 ", "2020-W01", "2020-01-01T00:00:00Z", "12020-01-01",
    ),
    "dateTime": (
        "2020-02-30T10:00:00Z", "2020-06-30T24:00:00Z", "2020-06-30T10:00:00z", "2020-06-30t10:00:00Z",
        "2020-06-30T10:00:00-00:00", "2020-06-30T10:00:00+14:00", "2020-06-30T10:00:00+14:30",
        "2020-06-30T10:00:00+24:00", "2020-06-30T10:00:00,5Z", "2020-06-30T10:00:00.123456789Z",
        "2016-12-31T23:59:60Z", "2020-06-30T10Z", "2020-06-30T10:00+01:00", "2020-06T10:00:00Z", "1066-10-14",
        "2020-06-30T10:60:00Z", "2020-06-30T10:00:00+0100", "0000", "2020-06-30T10:00:00.Z",
    ),
    "instant": ("2020-06-30", "2020-06-30T10:00:00", "2020-06-30T10:00Z", "2020-06-30T10:00:00.1Z", "1750-01-01T00:00:00Z"),
    "time": ("24:00:00", "10:00:60", "10:00:00.5", "10:00:00,5", "9:00:00", "10:00:00+01:00"),
    "code": ("a\u00a0b", "a\nb", "a\tb", "å", "a b", "A", "x" * 300, "-", "null"),
    "id": ("A-b.9", "x" * 64, ".", "a:b", "1"),
    "string": ("a\u0000b", "a\u0007b", "\u00a0", "\n", "x ", "\u200bx", "\ufeffx", "x\r\ny", "😀", "<script>", "&amp;", "\u2028"),
    "markdown": ("<script>x</script>", "a\u0000", " x", "[x](javascript:y)", "\t", "# x\n\n- y"),
    "uri": ("urn:uuid:C757873D-EC9A-4326-A141-556F43239520", "urn:uuid:x", "urn:oid:1", "urn:oid:1.2.3.", "urn:oid:01.2",
            "http://x.se/a|1", "#x", "x", "http://x.se/å", "http:///x", "HTTP://X.SE", "http://x.se/a#b", "//x.se", "http://x.se/%zz", "{x}", "mailto:a@b.se"),
    "url": ("urn:uuid:x", "x", "#x", "ftp://x.se/a", "Binary/1", "http://x.se/å", "data:text/plain;base64,YQ==", "javascript:x"),
    "canonical": ("http://x.se/a|1|2", "http://x.se/a|", "|1", "#nope", "#", "Questionnaire/1", U, "urn:oid:1.2.3", "x", "http://x.se/a#b", "http://x.se/a|1#b",
                  "http://hl7.org/fhir/StructureDefinition/Patient", "http://hl7.org/fhir/ValueSet/nope"),
    "base64Binary": ("YQ", "Y Q = =", "YQ==\n", "YQ===", "=", "Y-_=", "YWJj", "====", "YQ=a"),
    "boolean": ("true", 1, "TRUE", 0.0),
    "integer": (-1, 2147483648, -2147483649, 1.0, "1", 1e2, 0),
    "positiveInt": (0, 1.0, 2147483648, "1", 1e2),
    "unsignedInt": (-1, 1.0, "0", 2147483648),
    "decimal": (1e-9, 123456789012345678901234567890, "1.0", -0.0, 1e10),
}  # fmt: skip

# Parts that are put in, `GONE` for those that go.
WITH: dict[str, tuple[dict[str, Any], ...]] = {
    "Quantity": (
        {"system": UCUM, "code": "mg/"}, {"system": UCUM, "code": "MG"}, {"system": UCUM, "code": "mmHg"},
        {"system": UCUM, "code": "{score}"}, {"system": UCUM, "code": "10*3/uL"}, {"system": UCUM, "code": "kg m"},
        {"system": UCUM, "code": "%", "unit": "percent"}, {"system": "https://unitsofmeasure.org", "code": "mg"},
        {"system": UCUM, "code": GONE}, {"system": GONE}, {"comparator": "=="}, {"comparator": "<"}, {"value": GONE},
        {"value": -1}, {"value": "5"}, {"unit": ""}, {"unit": " mg"}, {"code": "x", "system": "http://x.se/u"},
        {"value": GONE, "extension": [DAR]}, {"system": "urn:iso:std:iso:4217", "code": "SEK"},
    ),
    "Coding": (
        {"system": GONE}, {"code": GONE}, {"code": GONE, "display": GONE}, {"system": "http://snomed.info/sct|2020"},
        {"version": "99"}, {"version": ""}, {"display": "nope"}, {"display": " "}, {"userSelected": "true"},
        {"system": "http://snomed.info/sct", "code": "abc"}, {"system": "http://loinc.org", "code": "x"},
        {"system": "http://loinc.org", "code": "8480-7"}, {"system": "loinc"}, {"system": "urn:oid:2.16.840.1.113883.6.96"},
        {"system": "http://hl7.org/fhir/ValueSet/observation-status"}, {"system": "http://hl7.org/fhir/nope"},
        {"system": "http://terminology.hl7.org/CodeSystem/nope"}, {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        {"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK"}, {"system": "http://www.whocc.no/atc", "code": "A01"},
        {"system": "urn:ietf:bcp:47", "code": "sv"}, {"system": "urn:ietf:bcp:47", "code": "xx"}, {"system": "urn:iso:std:iso:3166", "code": "SE"},
        {"system": UCUM, "code": "mg"}, {"system": UCUM, "code": "zz"}, {"system": "http://hl7.org/fhir/sid/icd-10", "code": "A"},
    ),
    "CodeableConcept": (
        {"coding": GONE}, {"coding": GONE, "text": ""}, {"coding": [{"display": "x"}]}, {"coding": [{"code": "x"}]},
        {"coding": [{"system": "http://x.se/c"}]}, {"coding": [{"system": "http://x.se/c", "code": "x"}, {"system": "http://y.se/c", "code": "y"}]},
        {"coding": [{"userSelected": True}]}, {"coding": GONE, "text": "x"}, {"coding": GONE, "text": GONE, "extension": [DAR]},
    ),
    "Reference": (
        *({"reference": each} for each in REFERENCES),
        {"type": "Substance"}, {"type": "Patient"}, {"type": "http://hl7.org/fhir/StructureDefinition/Patient"}, {"type": "Nope"}, {"type": "HumanName"},
        {"reference": GONE, "display": "x"}, {"reference": GONE, "identifier": {"value": "1"}}, {"reference": GONE, "type": "Patient"},
        {"reference": GONE, "type": "Substance", "display": "x"}, {"identifier": [{"value": "1"}]}, {"reference": GONE, "extension": [DAR]},
        {"identifier": {"use": "x", "value": "1"}}, {"display": ""}, {"reference": GONE, "display": GONE, "identifier": {"system": "x", "value": "1"}},
    ),
    "Identifier": (
        {"value": " 1"}, {"system": "x"}, {"system": "urn:oid:x"}, {"system": "urn:ietf:rfc:3986", "value": "1"},
        {"system": "urn:ietf:rfc:3986", "value": U}, {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.x"}, {"value": GONE}, {"system": GONE},
        {"assigner": {"reference": "Patient/1"}}, {"assigner": {"display": "x"}}, {"type": {"text": "x"}}, {"use": "Official"}, {"value": ""},
        {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NOPE"}]}}, {"system": "http://example.org/x y"},
    ),
    "Period": (
        {"start": "2020-01-02", "end": "2020-01"}, {"start": "2020-02", "end": "2020-01-31"}, {"start": "2020", "end": "2020-01-01"},
        {"start": "2020-01-01T23:00:00-05:00", "end": "2020-01-02T02:00:00Z"}, {"start": "2020-01-01T23:00:00-05:00", "end": "2020-01-02T05:00:00Z"},
        {"start": "2021", "end": "2020"}, {"start": "2020-01-01T10:00:00Z", "end": "2020-01-01"}, {"start": "2020-01-01", "end": "2020-01-01T00:00:00Z"},
        {"start": GONE, "end": GONE, "extension": [DAR]}, {"start": "2020-01-01", "end": "2020-01-01"},
    ),
    "Range": ({"low": {"value": 1, "unit": "kg"}, "high": {"value": 0, "unit": "g"}}, {"low": {"value": 1, "comparator": "<"}},
              {"low": {"value": 1, "system": UCUM, "code": "kg"}, "high": {"value": 2, "system": UCUM, "code": "g"}}, {"low": {"unit": "x"}}),
    "Attachment": (
        {"size": 1}, {"hash": "YQ=="}, {"contentType": "text"}, {"contentType": "TEXT/PLAIN"}, {"contentType": "text/plain; charset=utf-8"},
        {"contentType": "a/b/c"}, {"contentType": "*/*"}, {"contentType": "text/plain;"}, {"language": "sv_SE"}, {"url": "x y"}, {"size": -1},
        {"data": "YQ==", "size": 1, "contentType": "text/plain"}, {"data": "YQ==", "size": 2, "contentType": "text/plain"}, {"data": GONE, "url": GONE},
        {"creation": "2020-01-01T10:00:00"}, {"data": "YQ==", "contentType": GONE}, {"url": "urn:uuid:x"}, {"title": ""},
    ),
    "ContactPoint": ({"rank": 0}, {"rank": 1}, {"value": GONE}, {"system": "Phone"}, {"system": GONE}, {"use": "primary"}, {"period": {"start": "2020", "end": "2019"}}),
    "HumanName": ({"given": ["x", None]}, {"given": [None]}, {"given": [""]}, {"family": ["x"]}, {"use": "nickname"}, {"_family": {"id": "x"}}, {"_given": [{"extension": [DAR]}]}, {"prefix": "Dr"}),
    "Address": ({"country": "Sverige"}, {"type": "home"}, {"line": "x"}, {"line": []}, {"use": "Home"}, {"state": {"text": "x"}}),
    "Annotation": ({"text": ""}, {"text": GONE}, {"authorString": "x", "authorReference": {"reference": "Patient/1"}}, {"authorReference": {"reference": "Location/1"}}, {"time": "2020-13"}),
    "Timing": ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "days"}}, {"repeat": {"when": ["AC"], "offset": 10}}, {"repeat": {"when": ["C"], "offset": 10}},
               {"repeat": {"dayOfWeek": ["monday"]}}, {"repeat": {"dayOfWeek": ["mon"], "timeOfDay": ["08:00"]}}, {"repeat": {"count": 0}}, {"repeat": {"countMax": 3}},
               {"repeat": {"boundsPeriod": {"start": "2020", "end": "2019"}}}, {"event": ["2020-13-01"]}, {"event": []}, {"code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": "NOPE"}]}},
               {"repeat": {"boundsDuration": {"value": 1, "unit": "x"}}}, {"repeat": {"duration": 1, "durationMax": 2, "durationUnit": "h"}}, {"repeat": {"period": 0, "periodUnit": "d"}}),
    "Money": ({"currency": "sek"}, {"currency": "XXX"}, {"currency": ""}, {"value": "1"}, {"currency": "ZZZ"}),
    "Ratio": ({"denominator": GONE}, {"numerator": {"value": 1, "comparator": "<"}}, {"denominator": {"value": 0}}, {"numerator": GONE, "denominator": GONE, "extension": [DAR]}),
    "Dosage": ({"sequence": "1"}, {"asNeededBoolean": True, "asNeededCodeableConcept": {"text": "x"}}, {"doseAndRate": [{}]}, {"timing": {}}, {"doseAndRate": [{"doseQuantity": {"value": 1, "comparator": "<"}}]}),
    "Signature": ({"when": "2020"}, {"who": GONE}, {"data": "x"}, {"sigFormat": "x"}, {"type": []}),
    "Meta": (
        {"profile": ["http://hl7.org/fhir/StructureDefinition/Patient"]}, {"profile": ["http://hl7.org/fhir/StructureDefinition/HumanName"]},
        {"profile": ["x"]}, {"profile": [""]}, {"profile": "http://x.se/p"}, {"profile": ["http://x.se/p", "http://x.se/p"]},
        {"profile": ["http://hl7.org/fhir/StructureDefinition/DomainResource"]}, {"profile": ["http://hl7.org/fhir/StructureDefinition/Resource|4.0.1"]},
        {"profile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns|4.0.1"]}, {"profile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns|9"]},
        {"profile": ["http://hl7.org/fhir/StructureDefinition/patient-birthPlace"]}, {"profile": [None]}, {"profile": ["http://hl7.org/fhir/StructureDefinition/nope"]},
        {"profile": ["urn:uuid:x"]}, {"profile": ["http://example.org/p|1"]}, {"profile": ["#x"]}, {"profile": ["StructureDefinition/x"]},
        {"versionId": "a b"}, {"versionId": 'W/"1"'}, {"versionId": 1}, {"lastUpdated": "2020-01-01"}, {"lastUpdated": "2020-01-01T10:00:00"},
        {"source": "a b"}, {"source": "#x"}, {"source": "x"}, {"tag": [{"code": "x"}]}, {"tag": [{"system": "x", "code": "y"}]}, {"tag": [{"display": "x"}]},
        {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "NOPE"}]},
        {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R", "display": "nope"}]},
        {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}] * 2}, {"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}] * 2},
        {"extension": [DAR]}, {"id": "x"}, {"foo": "x"},
    ),
}  # fmt: skip


def of_values(spots: list[Spot]) -> Iterator[Change]:
    """Every change of the tables that fits a place."""
    for spot in spots:
        for number, made in enumerate(INSTEAD.get(spot.type, ())):
            yield Change(f"value: {spot.type} {number}", ((spot.way, made),))
        if isinstance(spot.value, dict):
            for number, parts in enumerate(WITH.get(spot.type, ())):
                steps = tuple(
                    ((*spot.way, name), value)
                    for name, value in parts.items()
                    if value is not GONE or name in spot.value
                )
                if steps:
                    yield Change(f"value: {spot.type} with {number}", steps)
