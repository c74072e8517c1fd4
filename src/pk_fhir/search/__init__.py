"""Search: the parameters of each type, resource → index rows, query → query tree.

https://hl7.org/fhir/R4/search.html. What the store does with the rows and the tree is in
`pk_fhir.store.search`.
"""

from pk_fhir.search.indexer import Indexer
from pk_fhir.search.parameters import Parameter, Registry
from pk_fhir.search.rows import Rows

__all__ = ["Indexer", "Parameter", "Registry", "Rows"]
