"""What one value of a query parameter asks of the index, before it joins a criterion."""

from collections.abc import Callable

import msgspec

from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context

Read = Callable[[Parameter, str, str, Context], list[Test]]
"""(parameter, value still escaped, the parameter's name in the query, context) → alternatives."""


class Modified(msgspec.Struct, frozen=True):
    """How a modifier reads values: which rows are looked at (`kind`, and `part` of the parameter's
    number), whether none of them may match, and the reader of one value."""

    kind: str
    read: Read
    part: str = ""
    negated: bool = False


Modifiers = dict[str, Modified]
