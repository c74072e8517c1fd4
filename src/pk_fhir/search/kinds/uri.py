"""URIs: canonical urls, sources, profiles. https://hl7.org/fhir/R4/search.html#uri"""

from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.reference import canonicals
from pk_fhir.search.kinds.setting import STRINGS, Numbers, Setting
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped
from pk_fhir.search.walks import Emit


def emitter(numbers: Numbers, type_name: str, _setting: Setting) -> Emit | None:
    """The rows of a text; None for other FHIR types."""
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        for each in canonicals(value):
            rows.uri.append((own, group, each))

    return emit if type_name in STRINGS else None


def _url(text: str, name: str) -> str:
    url = clipped(unescaped(text))
    if not url:
        raise Unreadable("search.empty-value", name=name)
    return url


def _same(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    return [Test("is", (_url(text, name),))]


def _below(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    return [Test("below", (_url(text, name).rstrip("/"),))]


def _above(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    """The url itself and every url that it stands below: what is left when segments are cut off."""
    url = _url(text, name)
    scheme = url.find("://")
    first = scheme + 3 if scheme >= 0 else 0
    cuts = [place for place in range(first, len(url)) if url[place] == "/"]
    prefixes = dict.fromkeys([url, *(url[:cut] for cut in cuts), *(url[: cut + 1] for cut in cuts)])
    return [Test("is", (each,)) for each in prefixes if each]


# Forms: is (url), below (url without a slash at its end: itself, or what goes on with a slash).
MODIFIERS: Modifiers = {
    "": Modified("uri", _same),
    "below": Modified("uri", _below),
    "above": Modified("uri", _above),
}
