"""The commands a person knows: `pk-fhir serve | validate | map | view | package | demo | migrate | token`."""

from pk_fhir.cli.main import main

__all__ = ["main"]
