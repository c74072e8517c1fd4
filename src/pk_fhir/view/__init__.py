"""The view across care providers: one person, all sources, nothing hidden."""

from pk_fhir.view.ask import Refresh, ViewSources, bundle_for, my_view, view_for
from pk_fhir.view.assemble import assemble
from pk_fhir.view.calendar import calendar
from pk_fhir.view.model import View

__all__ = [
    "Refresh",
    "View",
    "ViewSources",
    "assemble",
    "bundle_for",
    "calendar",
    "my_view",
    "view_for",
]
