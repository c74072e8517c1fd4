"""URIs: canonical urls, sources, profiles. https://hl7.org/fhir/R4/search.html#uri"""

from pk_fhir.search.kinds.reference import canonicals
from pk_fhir.search.kinds.setting import STRINGS, Numbers, Setting
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.walks import Emit


def emitter(numbers: Numbers, type_name: str, _setting: Setting) -> Emit | None:
    """The rows of a text; None for other FHIR types."""
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        for each in canonicals(value):
            rows.uri.append((own, group, each))

    return emit if type_name in STRINGS else None
