"""`python -m pk_fhir` and the `pk-fhir` command."""

from pk_fhir.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
