"""The commands a person knows, one module each: `cli.main.COMMANDS` lists them."""

from pk_fhir.cli.main import main

__all__ = ["main"]
