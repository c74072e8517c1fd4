"""For those who run a care provider's service: JSON under `/admin`."""

from pk_fhir.api.admin.sources import sources_router
from pk_fhir.api.admin.sync import sync_router

__all__ = ["sources_router", "sync_router"]
