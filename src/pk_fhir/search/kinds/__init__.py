"""The kinds of search parameters, one module each: which rows a value makes, how values are asked for.

https://hl7.org/fhir/R4/search.html#ptypes. A value of another FHIR type than declared makes no row:
a search does not judge what it indexes.
"""

from collections.abc import Callable

from pk_fhir.search.kinds import (
    date,
    number,
    quantity,
    reference,
    string,
    token,
    token_query,
    uri,
)
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.setting import Numbers, Setting
from pk_fhir.search.walks import Emit

EMITTERS: dict[str, Callable[[Numbers, str, Setting], Emit | None]] = {
    "token": token.emitter,
    "string": string.emitter,
    "date": date.emitter,
    "number": number.emitter,
    "quantity": quantity.emitter,
    "reference": reference.emitter,
    "uri": uri.emitter,
}
MODIFIERS: dict[str, Modifiers] = {
    "token": token_query.MODIFIERS,
    "string": string.MODIFIERS,
    "date": date.MODIFIERS,
    "number": number.MODIFIERS,
    "quantity": quantity.MODIFIERS,
    "reference": reference.MODIFIERS,
    "uri": uri.MODIFIERS,
}

__all__ = ["EMITTERS", "MODIFIERS", "Modified", "Modifiers", "Numbers", "Setting"]
