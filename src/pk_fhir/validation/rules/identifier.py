"""Identifier: a URI as identifier is a whole URI (https://hl7.org/fhir/R4/datatypes.html#Identifier)."""

import re
from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

URI_SYSTEM = "urn:ietf:rfc:3986"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")


def check_identifier(value: Any, at: At, run: Run) -> None:
    if value.get("system") != URI_SYSTEM:
        return
    own = value.get("value")
    if type(own) is str and _ABSOLUTE.fullmatch(own) is None:
        run.sink.error("code-invalid", expression(at), "identifier-uri", value=clipped(own))
