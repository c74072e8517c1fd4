"""A resource's language is said by its narrative too (https://hl7.org/fhir/R4/resource.html#language)."""

import re
from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

_LANGUAGE = re.compile(r"""\s(xml:)?lang\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def check_language(value: Any, at: At, run: Run) -> None:
    """Check that the narrative's `div` has `lang` and `xml:lang` as the resource has `language`."""
    language, text = value["language"], value.get("text")
    div = text.get("div") if type(text) is dict else None
    if type(language) is not str or type(div) is not str:
        return
    said = {one or other for _, one, other in _LANGUAGE.findall(div.partition(">")[0])}
    if said != {language}:
        run.sink.warning(
            "business-rule", expression(at), "narrative-language", language=clipped(language)
        )
