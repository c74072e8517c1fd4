"""The number of a search parameter in the index tables.

An index row says which parameter it belongs to with one small number instead of two texts: rows and
their indexes are most of what a FHIR store keeps. The number follows from type and code alone, so it
is the same in every process and database, and needs no table of its own. `Registry` refuses two
parameters whose numbers would meet.
"""

import zlib
from functools import lru_cache


@lru_cache(maxsize=8192)
def key(type_name: str, code: str, part: str = "") -> int:
    """The number of `code` on `type_name`; `part` is a component of a composite, or ``:text`` etc."""
    return zlib.crc32(f"{type_name}.{code}{part}".encode()) & 0x7FFFFFFF
