"""An attachment is of the size, and has the hash, that it states (https://hl7.org/fhir/R4/datatypes.html#Attachment).

And it has content, or says of what form or language there is none.
"""

import base64
import binascii
import hashlib
from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.run import Run

# Any of them says something of content.
CONTENT = frozenset({"data", "_data", "url", "_url", "contentType", "language"})


def check_some_content(value: Any, at: At, run: Run) -> None:
    """Check that an attachment with a title has more to it."""
    if CONTENT.isdisjoint(value):
        run.sink.warning("incomplete", expression(at), "attachment-empty")


def check_size(value: Any, at: At, run: Run) -> None:
    """Check `size`, in bytes before base64, where the data stands beside it."""
    size, data = value.get("size"), value.get("data")
    if type(size) is not int or type(data) is not str:
        return
    letters = "".join(data.split())
    if len(letters) % 4:
        return
    actual = len(letters) // 4 * 3 - letters[-2:].count("=")
    if size != actual:
        run.sink.error("structure", expression(at), "attachment-size", size=size, actual=actual)


def check_hash(value: Any, at: At, run: Run) -> None:
    """Check `hash`, the SHA-1 of the data in base64, where the data stands beside it."""
    stated, data = value.get("hash"), value.get("data")
    if type(stated) is not str or type(data) is not str:
        return
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except binascii.Error:
        return
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    actual = base64.b64encode(digest).decode()
    if "".join(stated.split()) != actual:
        run.sink.error("structure", expression(at), "attachment-hash", actual=actual)
