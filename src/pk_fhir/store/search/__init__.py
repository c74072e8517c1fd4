"""Search in the store: query tree + snapshot + visibility → SQL on SQLite and PostgreSQL.

https://hl7.org/fhir/R4/search.html. `search` runs a search and gives a page; `condition` is the
search in a conditional interaction.
"""

from pk_fhir.store.search.condition import Condition, condition
from pk_fhir.store.search.cursor import Cursor, seal, unseal
from pk_fhir.store.search.run import Asked, Page, search
from pk_fhir.store.search.select import Start

__all__ = ["Asked", "Condition", "Cursor", "Page", "Start", "condition", "seal", "search", "unseal"]
