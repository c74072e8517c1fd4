"""Changes of a resource's XML, in its text or its tree (https://hl7.org/fhir/R4/xml.html).

Order, namespaces, attributes, comments, text between elements, nesting, encodings. Whether each is
right, only the oracle tells.
"""

import copy
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.mutants.oracle import OPTIONS, sources
from lxml import etree

from pk_fhir.definitions import Definitions
from pk_fhir.fhir.xml import dump_xml

FHIR = "http://hl7.org/fhir"
DIV = "{http://www.w3.org/1999/xhtml}div"
XSI = b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir x.xsd"'
ROOT = b'xmlns="http://hl7.org/fhir"'
DECLARATION = re.compile(rb"^<\?xml[^>]*\?>")

Element = Any  # lxml's, which has no types
InText = Callable[[bytes], bytes]
# A change of one element; False where it does not fit that one.
InTree = Callable[[Element, random.Random], bool | None]


def _declared(data: bytes, encoding: str) -> bytes:
    plain = DECLARATION.sub(b"", data).decode()
    return f'<?xml version="1.0" encoding="{encoding}"?>{plain}'.encode(
        encoding, "xmlcharrefreplace"
    )


def _prefixed(data: bytes) -> bytes:
    plain = re.sub(rb"<(/?)([A-Za-z])", rb"<\1f:\2", DECLARATION.sub(b"", data))
    return plain.replace(b"xmlns=", b"xmlns:f=", 1)


TEXTS: dict[str, InText] = {
    "no namespace": lambda data: data.replace(b" " + ROOT, b"", 1),
    "another namespace": lambda data: data.replace(ROOT, b'xmlns="http://hl7.org/fhir/r5"', 1),
    "schema location": lambda data: data.replace(ROOT, ROOT + XSI, 1),
    "doctype": lambda data: b"<!DOCTYPE x>" + DECLARATION.sub(b"", data),
    "entity": lambda data: b'<!DOCTYPE x [<!ENTITY a "b">]>' + DECLARATION.sub(b"", data),
    "cut": lambda data: data[: len(data) * 2 // 3],
    "text after": lambda data: data + b"x",
    "blanks before": lambda data: b" " + data,
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "latin 1": lambda data: _declared(data, "ISO-8859-1"),
    "utf 16": lambda data: _declared(data, "UTF-16"),
    "html entity": lambda data: data.replace(b"<p>", b"<p>&nbsp;", 1),
    "numbered character": lambda data: data.replace(b'value="', b'value="&#xE5;', 1),
    "control character": lambda data: data.replace(b'value="', b'value="&#x1;', 1),
    "line break in a value": lambda data: data.replace(b'value="', b'value="\n', 1),
    "attribute twice": lambda data: data.replace(b'value="', b'value="x" value="', 1),
    "prefixed": _prefixed,
}  # fmt: skip


def _name(element: Element) -> str:
    return str(etree.QName(element).localname)


def _tag(name: str) -> str:
    return f"{{{FHIR}}}{name}"


def _set(name: str, *values: str) -> InTree:
    return lambda element, chance: element.set(name, chance.choice(values))


def _value(*values: str) -> InTree:
    """Another value, where there is one; `%s` stands for what was there."""

    def change(element: Element, chance: random.Random) -> bool | None:
        old = element.get("value")
        if old is None:
            return False
        element.set("value", chance.choice(values).replace("%s", old))
        return None

    return change


def _renamed(make: Callable[[str], str]) -> InTree:
    def change(element: Element, _chance: random.Random) -> None:
        element.tag = make(_name(element))

    return change


def _holding(make: Callable[[], Any], *, first: bool) -> InTree:
    return lambda element, _chance: element.insert(0 if first else len(element), make())


def _gone(element: Element, _chance: random.Random) -> None:
    element.getparent().remove(element)


def _twice(element: Element, _chance: random.Random) -> None:
    element.addnext(copy.deepcopy(element))


def _last(element: Element, _chance: random.Random) -> None:
    element.getparent().append(element)


def _wrapped(element: Element, _chance: random.Random) -> None:
    parent, place = element.getparent(), element.getparent().index(element)
    outer = etree.Element(element.tag)
    outer.append(element)
    parent.insert(place, outer)


def _emptied(element: Element, _chance: random.Random) -> None:
    for child in list(element):
        element.remove(child)
    element.attrib.pop("value", None)


def _as_text(element: Element, _chance: random.Random) -> bool | None:
    if "value" not in element.attrib:
        return False
    element.text = element.attrib.pop("value")
    return None


def _between(element: Element, _chance: random.Random) -> None:
    element.tail = "x"


def _within(element: Element, _chance: random.Random) -> None:
    element.text = "x"


def _extended(element: Element, chance: random.Random) -> None:
    extension = etree.Element(_tag("extension"), url="http://example.org/a")
    name = chance.choice(("valueString", "value", "valueCode"))
    extension.append(etree.Element(_tag(name), value="x"))
    element.insert(chance.choice((0, len(element))), extension)


def _resource(element: Element, _chance: random.Random) -> bool | None:
    if _name(element) not in ("contained", "resource"):
        return False
    element.append(etree.Element(_tag("Patient")))
    return None


def _narrative(element: Element, chance: random.Random) -> bool | None:
    div = element.find(DIV)
    if div is None:
        return False
    if chance.choice((True, False)):
        div.append(etree.Element(_tag("p")))
    else:
        element.replace(div, etree.Element(_tag("div"), value="<div>x</div>"))
    return None


TREES: dict[str, InTree] = {
    "away": _gone,
    "twice": _twice,
    "last": _last,
    "wrapped": _wrapped,
    "emptied": _emptied,
    "value as text": _as_text,
    "text between": _between,
    "text within": _within,
    "of another namespace": _renamed(lambda name: f"{{http://x.se/ns}}{name}"),
    "of no namespace": _renamed(lambda name: name),
    "in the other case": _renamed(lambda name: _tag(name[0].swapcase() + name[1:])),
    "unknown attribute": _set("foo", "x"),
    "attribute of another namespace": _set("{http://x.se/a}foo", "x"),
    "language": _set("{http://www.w3.org/XML/1998/namespace}lang", "sv"),
    "id": _set("id", "a b", "x", "", "1"),
    "value": _set("value", "", "x"),
    "blanks around": _value(" %s", "%s ", "\n%s", "  "),
    "odd value": _value("True", "1", "01", "+1", "1.", "1e2", ".5", "1,5", "-0", "1.50"),
    "unknown element": _holding(lambda: etree.Element(_tag("foo"), value="x"), first=False),
    "id as an element": _holding(lambda: etree.Element(_tag("id"), value="x"), first=True),
    "value as an element": _holding(lambda: etree.Element(_tag("value"), value="x"), first=True),
    "comment": _holding(lambda: etree.Comment(" x "), first=True),
    "instruction": _holding(lambda: etree.ProcessingInstruction("x", "y"), first=True),
    "extension": _extended,
    "another resource": _resource,
    "narrative": _narrative,
}


def make(folder: Path, places: list[Path], seed: int, count: int) -> int:
    """Write `count` changed resources in XML and their `cases.json`, of each kind in turn."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    known, kinds = list(sources(places)), sorted(TEXTS | TREES)
    steps: list[dict[str, Any]] = []
    turn = 0
    while len(steps) < count:
        kind = kinds[turn % len(kinds)]
        turn += 1
        name, resource = chance.choice(known)
        data = dump_xml(resource, Definitions.r4())
        changed = TEXTS[kind](data) if kind in TEXTS else _in_tree(data, TREES[kind], chance)
        if changed is None or changed == data:
            continue
        file = f"{len(steps):05}.xml"
        (folder / "files" / file).write_bytes(changed)
        title = f"{len(steps):05} {name}: XML: {kind}"
        steps.append({"id": title, "resource": file, "definitions": [], "profile": None, "options": OPTIONS})  # fmt: skip
    (folder / "cases.json").write_text(json.dumps(steps))
    print(f"{len(steps)} mutants of {len(kinds)} kinds in {folder}")
    return 0


def _in_tree(data: bytes, change: InTree, chance: random.Random) -> bytes | None:
    root = etree.fromstring(data)
    below = [each for each in root.iterdescendants() if str(each.tag).startswith(f"{{{FHIR}}}")]
    if not below or change(chance.choice(below), chance) is False:
        return None
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
