"""Where the rooms are put together, and nowhere else: settings → a service and its HTTP application.

`opened` makes the application for as long as its database is open; `Application` does so when a
server starts.
"""

from pk_fhir.app.definitions import DefinitionsError, validator_of
from pk_fhir.app.lifetime import opened, prepare
from pk_fhir.app.server import Application
from pk_fhir.app.sources import source_of, sources_of
from pk_fhir.app.workers import serve_by_workers

__all__ = [
    "Application",
    "DefinitionsError",
    "opened",
    "prepare",
    "serve_by_workers",
    "source_of",
    "sources_of",
    "validator_of",
]
