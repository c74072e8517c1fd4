"""An attachment is of the size that it states (https://hl7.org/fhir/R4/datatypes.html#Attachment)."""

from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.run import Run


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
