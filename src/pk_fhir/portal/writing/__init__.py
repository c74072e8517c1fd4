"""The pages where the patient writes, and the one that shows what is written.

Each form is a page of its own. What is sent is followed by a redirect to a page that reads what is kept,
and what cannot be sent is said at the top of the form, with everything written still there.
"""

from collections.abc import Sequence

from fastapi import APIRouter

from pk_fhir.portal.answering import Answering
from pk_fhir.portal.asking import Asking
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.writing.progress import ProgressPages
from pk_fhir.portal.writing.replies import ReplyPages
from pk_fhir.portal.writing.wishes import WishPages
from pk_fhir.portal.writing.words import WordsPages
from pk_fhir.portal.writing.written import WrittenPages

__all__ = ["add_writing"]


def add_writing(
    router: APIRouter, persons: Sequence[PortalPerson], asking: Asking, answering: Answering
) -> None:
    """Put the pages under the router's addresses."""
    for pages in (ReplyPages, WishPages, ProgressPages, WordsPages, WrittenPages):
        pages(persons, asking, answering).add_to(router)
