"""The portal: one person's agreement as pages in Swedish, and staff's pages."""

from pk_fhir.portal.asking import Asking
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.router import portal_router

__all__ = ["Asking", "PortalPerson", "portal_router"]
