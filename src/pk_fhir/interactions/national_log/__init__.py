"""The audit trail in the form of the national log service (Säkerhetstjänster, Logg): what StoreLog takes.

`docs/decisions/national-log.md` says what of it is verified against the service contract, and what is not.
"""

from pk_fhir.interactions.national_log.entry import LEFT_OUT, Context, Entry, entry_of
from pk_fhir.interactions.national_log.export import Exported, export
from pk_fhir.interactions.national_log.xml import MOST, store_log

__all__ = [
    "LEFT_OUT",
    "MOST",
    "Context",
    "Entry",
    "Exported",
    "entry_of",
    "export",
    "store_log",
]
