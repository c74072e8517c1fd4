r"""A value of a search parameter, as it is written: ``\``, ``|``, ``,`` and ``$`` in it are escaped.

https://hl7.org/fhir/R4/search.html#escaping. `search.escapes` reads what is written so.
"""

import re

_SEPARATORS = re.compile(r"[\\|,$]")


def escaped(text: str) -> str:
    r"""The text as one value, whatever stands in it: ``a,b`` is ``a\,b``. Not yet encoded for a URL."""
    return _SEPARATORS.sub(r"\\\g<0>", text)


def token(system: str, value: str) -> str:
    """The token that finds an identifier or a code: ``system|value``."""
    return f"{escaped(system)}|{escaped(value)}"
