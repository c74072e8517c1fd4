"""A version as the edges see it: they speak to interactions, not to the store."""

from pk_fhir.store import Version

__all__ = ["Version"]
