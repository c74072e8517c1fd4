"""Discriminators: by what a value is told to belong to a slice."""

from pk_fhir.validation.discriminator.criteria import Test, discriminate

__all__ = ["Test", "discriminate"]
