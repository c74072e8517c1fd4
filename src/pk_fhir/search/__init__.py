"""Search: the parameters of each type, resource → index rows, query → query tree.

https://hl7.org/fhir/R4/search.html. What the store does with the rows and the tree is in
`pk_fhir.store.search`.
"""

from pk_fhir.search.indexer import Indexer
from pk_fhir.search.parameters import Parameter, Registry
from pk_fhir.search.parse import parse
from pk_fhir.search.query import Query
from pk_fhir.search.reading import Context, Terminology
from pk_fhir.search.rows import Rows

__all__ = ["Context", "Indexer", "Parameter", "Query", "Registry", "Rows", "Terminology", "parse"]
