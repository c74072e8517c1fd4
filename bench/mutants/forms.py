"""What may stand anywhere: companions of primitives, extensions, ids, contained resources, narratives.

Whether each is right depends on where it stands, so only the oracle tells
(https://hl7.org/fhir/R4/json.html, extensibility.html, references.html#contained, narrative.html).
"""

import random
from collections.abc import Iterator
from typing import Any

from bench.mutants.change import GONE, Change
from bench.mutants.spots import Json, Spot, Way

from pk_fhir.definitions import Definitions

BASE = "http://hl7.org/fhir/StructureDefinition/"
DAR: Json = {"url": f"{BASE}data-absent-reason", "valueCode": "unknown"}
OWN: Json = {"url": "http://example.org/a", "valueString": "x"}
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"'
# Companions of a primitive that stands alone, and of one in a list.
ALONE: tuple[Json, ...] = (
    {}, "x", None, [], [None], {"id": "x"}, {"id": "a b"}, {"extension": []}, {"extension": [DAR]}, {"value": "x"},
    {"extension": [DAR, DAR]}, {"extension": [{"url": "http://example.org/a"}]}, {"fhir_comments": ["x"]}, {"foo": "x"}, {"extension": DAR},
)  # fmt: skip
LISTED: tuple[Json, ...] = (
    [], [None], {"id": "x"}, [{}], ["x"], [{"id": "x"}], [{"extension": [DAR]}], [None] * 9, [{"id": "x"}] * 9, None, [[None]],
)  # fmt: skip
EXTENSIONS: tuple[Json, ...] = (
    {"url": "http://example.org/a", "valueString": "x", "extension": [OWN]}, {"url": "http://example.org/a", "extension": []},
    {"url": "http://example.org/a", "extension": [{"url": "b"}]}, {"url": "http://example.org/a", "extension": [{"url": "b", "valueString": "x"}]},
    {"url": " http://example.org/a", "valueString": "x"}, {"url": "http://example.org/a", "value": "x"}, {"url": "http://example.org/a", "valuestring": "x"},
    {"url": "http://example.org/a", "valueString": ""}, {"url": "http://example.org/a", "valueString": 1}, {"url": "http://example.org/a", "_valueString": {"extension": [DAR]}},
    {"url": "http://example.org/a", "valueNarrative": {"status": "generated", "div": f"{XHTML}>x</div>"}}, {"url": "http://example.org/a", "valueCode": "a  b"},
    {"url": "http://example.org/a", "valueReference": {"reference": "#nope"}}, {"url": "http://example.org/a", "valueDateTime": "x"}, {"url": ""},
    {"url": "http://hl7.org/fhir/StructureDefinition/nope", "valueString": "x"}, {"url": "urn:oid:1.2.3", "valueString": "x"}, {"url": "urn:uuid:x", "valueString": "x"},
    {"url": "http://x.se/unknown", "valueString": "x"}, {"url": "http://example.org/a|1", "valueString": "x"}, {"url": ["http://example.org/a"], "valueString": "x"},
    {"url": "http://example.org/a", "_url": {"id": "x"}, "valueString": "x"}, {"url": "http://example.org/a", "id": "x"}, {"id": "x"}, None, "x", [],
    {"url": "http://example.org/a", "valueString": "x", "modifierExtension": [OWN]}, {"url": "http://example.org/a", "valueString": "x", "foo": 1},
    {"url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.foo", "valueString": "x"}, {**DAR, "valueCode": "Unknown"}, {**DAR, "valueCode": "masked"},
    {"url": f"{BASE}iso21090-nullFlavor", "valueCode": "UNK"}, {"url": f"{BASE}iso21090-nullFlavor", "valueCode": "XXX"}, {"url": f"{BASE}translation", "extension": [{"url": "lang", "valueCode": "sv"}]},
    {"url": f"{BASE}translation", "extension": [{"url": "lang", "valueCode": "sv"}, {"url": "content", "valueString": "x"}, {"url": "foo", "valueString": "x"}]},
    {"url": f"{BASE}rendered-value", "valueString": "x"}, {"url": f"{BASE}originalText", "valueString": "x"}, {"url": f"{BASE}display", "valueString": "x"},
)  # fmt: skip
DIVS: tuple[str, ...] = (
    f'{XHTML} lang="sv" xml:lang="sv">x</div>', f'{XHTML} lang="sv">x</div>', f'{XHTML} xml:lang="en" lang="sv">x</div>', f"{XHTML}><br/></div>", f"{XHTML}><img src='#x'/></div>",
    f"{XHTML}><img src='x.png' alt='x'/></div>", f'{XHTML}><a href="javascript:x()">x</a></div>', f'{XHTML}><p style="color:red">x</p></div>', f"{XHTML}><svg/>x</div>",
    f"<?xml version='1.0'?>{XHTML}>x</div>", f"{XHTML}><![CDATA[x]]></div>", f"{XHTML}><!-- x -->x</div>", f"{XHTML}>&nbsp;</div>", f"{XHTML}>&#160;</div>", f"{XHTML}>&copy; x</div>",
    f"{XHTML}><P>x</P></div>", f"{XHTML}><table><td>x</td></table></div>", f"{XHTML}><ul>x</ul></div>", f"{XHTML}><p><p>x</p></p></div>", f"{XHTML}><b><i>x</b></i></div>",
    f"{XHTML}><a name='x' id='x'>x</a><a id='x'>y</a></div>", f"{XHTML}><iframe src='x'/>x</div>", f"{XHTML}><p class='a b' title='x' dir='ltr'>x</p></div>", f"{XHTML}><bdo dir='rtl'>x<bdo dir='ltr'>y</bdo></bdo></div>",
    f"{XHTML}><a href='data:text/plain;base64,'>x</a></div>", f"{XHTML}><a href='data:,'>x</a></div>", f"{XHTML}><img src='data:image/png;base64,AAAA' alt=''/></div>", f"{XHTML}><a href='#nope'>x</a></div>",
    f"{XHTML}><h1>x</h1><hr/><pre>x</pre><blockquote>x</blockquote></div>", f"{XHTML}><font color='red'>x</font></div>", f"{XHTML}><center>x</center></div>", f"{XHTML}><u>x</u></div>",
    "<div>x</div>", "<DIV xmlns='http://www.w3.org/1999/xhtml'>x</DIV>", '<x:div xmlns:x="http://www.w3.org/1999/xhtml">x</x:div>', f"{XHTML} id='x y'>x</div>", f"{XHTML} onclick='x'>x</div>", f"{XHTML}><label>x</label></div>",
    f"{XHTML}><link rel='x' href='y'/>x</div>", f"{XHTML}><style>p</style>x</div>", f"{XHTML}><table border='1' cellpadding='1' width='1'><tr><th colspan='2' scope='col' abbr='x'>x</th></tr></table></div>", f"{XHTML}><ol start='2' type='a'><li value='2'>x</li></ol></div>",
    f"{XHTML}><a href='x' target='_blank' rel='x' type='y'>x</a></div>", f"{XHTML}>x</div> ", f" {XHTML}>x</div>", f"{XHTML}>a &lt; b &amp; c</div>", f"{XHTML}>a < b</div>", f"{XHTML}><p/></div>", f"{XHTML}> </div>", f"{XHTML}/>", "",
    f"{XHTML}><del>x</del><ins>y</ins></div>", f"{XHTML}><span></span></div>", f"{XHTML}><input type='text'/>x</div>", f"{XHTML}><video src='x'/>x</div>", f"{XHTML}><section>x</section></div>", f"{XHTML}><figure>x</figure></div>", f"{XHTML}><q cite='x'>x</q><dfn>y</dfn><cite>z</cite><kbd>a</kbd></div>",
)  # fmt: skip
LANGUAGES = ("sv_SE", "SV", "x", "en-", "english", "i-klingon", "*", "sv-SE-1996", "a-b-c", "zh-Hans-CN", "en-US-x-foo", "sv-", "svenska", "12", "de-DE-1996", "sl-rozaj", "en-GB-oed")  # fmt: skip


def of_forms(
    resource: dict[str, Any], spots: list[Spot], chance: random.Random, definitions: Definitions
) -> Iterator[Change]:
    for spot in spots:
        yield from _companions(spot)
        if isinstance(spot.value, dict):
            yield from _extended(spot.way, spot.value, chance, definitions)
        if spot.type == "Narrative":
            for number, div in enumerate(DIVS):
                yield Change(f"form: narrative {number}", (((*spot.way, "div"), div),))
            for status in ("empty", "Generated", "x"):
                yield Change("form: narrative status", (((*spot.way, "status"), status),))
    yield from _extended((), resource, chance, definitions)
    for number, language in enumerate(LANGUAGES):
        yield Change(f"form: language {number}", ((("language",), language),))
    yield from _contained(resource, spots)


def _companions(spot: Spot) -> Iterator[Change]:
    if isinstance(spot.value, dict | list) or not isinstance(spot.owner[-1], str):
        return
    way: Way = (*spot.owner[:-1], f"_{spot.owner[-1]}")
    many = spot.owner != spot.way
    for number, made in enumerate(LISTED if many else ALONE):
        name = "form: companions" if many else "form: companion"
        yield Change(f"{name} {number}", ((way, made),))
        yield Change(f"{name} alone {number}", ((spot.owner, GONE), (way, made)))


def _extended(
    way: Way, value: dict[str, Any], chance: random.Random, definitions: Definitions
) -> Iterator[Change]:
    known = _known(chance, definitions)
    for name in ("extension", "modifierExtension"):
        before = value.get(name, [])
        if not isinstance(before, list):
            continue
        for number, made in enumerate(EXTENSIONS):
            yield Change(f"form: {name} {number}", (((*way, name), [*before, made]),))
        yield Change(f"form: known {name}", (((*way, name), [*before, known]),))
    for made in ("a b", "", 1, "x" * 70, "#x"):
        yield Change("form: id", (((*way, "id"), made),))
    yield Change("form: a type within", (((*way, "resourceType"), "Patient"),))
    yield Change("form: comments", (((*way, "fhir_comments"), ["x"]),))
    if value:
        first = next(iter(value))
        yield Change(
            "form: upper case", (((*way, first), GONE), ((*way, first.upper()), value[first]))
        )


SIMPLE: dict[str, Json] = {
    "string": "x", "boolean": True, "code": "x", "Coding": {"system": "http://x.se/c", "code": "x"}, "CodeableConcept": {"text": "x"}, "integer": 1,
    "dateTime": "2020-01-01", "date": "2020-01-01", "uri": "http://x.se/a", "Reference": {"reference": "Patient/1"}, "Quantity": {"value": 1}, "decimal": 1.5,
    "Period": {"start": "2020"}, "markdown": "x", "Identifier": {"value": "1"}, "canonical": "http://x.se/a", "positiveInt": 1, "Age": {"value": 1},
}  # fmt: skip


# How often a known extension has a value of its own type.
OWN_TYPE = 0.8


def _known(chance: random.Random, definitions: Definitions) -> Json:
    """An extension that R4 defines, whose context is most often another, with a value that may be its own."""
    url = chance.choice(_extensions(definitions))
    structure = definitions.get(url, "StructureDefinition") or {}
    elements = structure.get("snapshot", {}).get("element", ())
    types = [
        each["code"]
        for one in elements
        if one["path"] == "Extension.value[x]" and one.get("max") != "0"
        for each in one.get("type", ())
    ]
    code = (
        chance.choice(types)
        if types and chance.random() < OWN_TYPE
        else chance.choice(list(SIMPLE))
    )
    value = SIMPLE.get(code, "x")
    return {"url": url, f"value{code[0].upper()}{code[1:]}": value}


_EXTENSIONS: list[str] = []


def _extensions(definitions: Definitions) -> list[str]:
    if not _EXTENSIONS:
        every = definitions.all("StructureDefinition")
        own = (each for each in every if each.get("derivation") == "constraint")
        _EXTENSIONS.extend(sorted(each["url"] for each in own if each.get("type") == "Extension"))
    return _EXTENSIONS


def _contained(resource: dict[str, Any], spots: list[Spot]) -> Iterator[Change]:
    if resource["resourceType"] in ("Bundle", "Parameters", "Binary"):
        return
    before = resource.get("contained", [])
    if not isinstance(before, list):
        return
    references = [each for each in spots if each.type == "Reference" and "reference" in each.value]
    made: tuple[Json, ...] = (
        {"resourceType": "Patient", "id": "c"}, {"resourceType": "Patient", "id": "#c"}, {"resourceType": "Patient", "id": "c", "text": {"status": "generated", "div": f"{XHTML}>x</div>"}},
        {"resourceType": "Patient", "id": "c", "meta": {"security": [{"system": "http://x.se/s", "code": "x"}]}}, {"resourceType": "Patient", "id": "c", "meta": {"lastUpdated": "2020-01-01T10:00:00Z"}},
        {"resourceType": "Bundle", "id": "c", "type": "collection"}, {"resourceType": "Patient", "id": "c", "gender": "x"}, {"resourceType": "Patient"}, {"id": "c"}, {}, None, "x",
        {"resourceType": "Basic", "id": "c", "code": {"text": "x"}, "subject": {"reference": "#"}}, {"resourceType": "Basic", "id": "c", "code": {"text": "x"}, "subject": {"reference": "#c"}},
        {"resourceType": "Organization", "id": "c"}, {"resourceType": "Practitioner", "id": "c", "name": [{"text": "x"}]}, {"resourceType": "DomainResource", "id": "c"}, {"resourceType": "Patient", "id": "c", "contained": []},
    )  # fmt: skip
    for number, one in enumerate(made):
        yield Change(f"form: contained {number}", ((("contained",), [*before, one]),))
        for spot in references:
            steps = ((("contained",), [*before, one]), ((*spot.way, "reference"), "#c"))
            yield Change(f"form: contained and referred to {number}", steps)
    for spot in references:
        twice = [{"resourceType": "Patient", "id": "c"}] * 2
        yield Change(
            "form: contained twice",
            ((("contained",), [*before, *twice]), ((*spot.way, "reference"), "#c")),
        )
