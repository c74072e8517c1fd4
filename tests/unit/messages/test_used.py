"""Each text of the catalogue is one that some code tells."""

import importlib
import pkgutil
import re
from pathlib import Path

import pk_fhir.messages

ROOT = Path(pk_fhir.messages.__file__).parents[1]
# A key stands there whole; or its beginning does, to which an ending is put: "view.state." or "primitive-";
# or all but its last word, of a table of kinds or of a text that has one for staff too.
WHOLE = re.compile(r"""["']([\w.-]+)["']""")
BEGINNING = re.compile(r"""f["']([\w.-]+[.-])\{""")


def test_no_text_is_left_that_nothing_tells():
    code = "".join(
        path.read_text()
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".html"} and path.parent.name != "messages"
    )
    whole = set(WHOLE.findall(code))
    beginnings = tuple(set(BEGINNING.findall(code)) | {w for w in whole if w[-1] in ".-"})
    unused = [
        key
        for key in keys()
        if key not in whole
        and not key.startswith(beginnings)
        and not ("." in key and key.rpartition(".")[0] in whole)
    ]
    assert unused == []


def keys() -> list[str]:
    modules = pkgutil.iter_modules(pk_fhir.messages.__path__, "pk_fhir.messages.")
    texts = [getattr(importlib.import_module(each.name), "TEXTS", {}) for each in modules]
    assert len(texts) > 20
    return [key for each in texts for key in each]
