"""Measure: its criteria in CQL stand in its libraries (https://hl7.org/fhir/R4/measure.html)."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.conformance.parts import Part, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

# A name in a library, or any expression; the latter cannot be looked up.
BY_NAME = "text/cql"
BY_EXPRESSION = "text/cql-expression"
ELM = "application/elm+"
# CQL's compiled form, ELM, defines each name; as XML or as JSON.
_DEFINED = re.compile(r"""<def\b[^>]*?\bname="([^"]*)"|"name"\s*:\s*"([^"]*)\"""")


def check_measure(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report criteria by CQL that no library of the measure has."""
    listed = resource.get("library")
    urls = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    found = (run.definitions.get(each, "Library") for each in urls)
    libraries = [each for each in found if each is not None]
    for place, owner in _with_criteria(resource, path):
        criteria = owner.get("criteria")
        language = text(criteria, "language")
        if language.startswith(BY_NAME) and language != BY_EXPRESSION:
            _check_name(text(criteria, "expression"), libraries, f"{place}.criteria", run)


def _with_criteria(resource: dict[str, Any], path: str) -> Iterator[Part]:
    for place, group in objects(resource, "group", path):
        yield from objects(group, "population", place)
        for where, stratifier in objects(group, "stratifier", place):
            yield where, stratifier
            yield from objects(stratifier, "component", where)
    yield from objects(resource, "supplementalData", path)


def _check_name(expression: str, libraries: list[dict[str, Any]], path: str, run: Run) -> None:
    if not expression:
        return
    if not libraries:
        run.sink.error("not-found", path, "measure-no-library")
        return
    space, dot, name = expression.rpartition(".")
    meant = [each for each in libraries if text(each, "name") == space] if dot else libraries
    if len(meant) != 1:
        key = "measure-which-library" if meant else "measure-no-such-library"
        run.sink.error("not-found", path, key, name=clipped(space))
        return
    compiled = _compiled(meant[0])
    library = text(meant[0], "url")
    if compiled is None:
        run.sink.error("not-found", path, "measure-not-compiled", library=library)
    elif name.strip('"') not in compiled:
        run.sink.error(
            "not-found", path, "measure-no-such-name", name=clipped(name), library=library
        )


def _compiled(library: dict[str, Any]) -> set[str] | None:
    """The names that a library's compiled CQL defines; None where it has no compiled form."""
    for _, content in objects(library, "content", ""):
        if not text(content, "contentType").startswith(ELM):
            continue
        try:
            source = base64.b64decode(text(content, "data")).decode(errors="replace")
        except (ValueError, binascii.Error):
            continue
        return {one or other for one, other in _DEFINED.findall(source)}
    return None
