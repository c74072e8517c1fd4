"""The portal: one person's agreement as pages in Swedish."""

from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.router import portal_router

__all__ = ["PortalPerson", "portal_router"]
