"""Renderings of what the validator found in files: for people, for CI, for code scanning."""

from pk_fhir.validation.report.checked import Checked, Format, render

__all__ = ["Checked", "Format", "render"]
