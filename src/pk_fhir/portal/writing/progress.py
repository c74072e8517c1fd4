"""One of the patient's undertakings, and the form to say how it goes."""

from collections.abc import Iterable, Mapping

from pk_fhir.interactions.own import Acting, progress
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.writing.line_pages import COMMENT, LinePages
from pk_fhir.view import View
from pk_fhir.view.model import Commitment


class ProgressPages(LinePages[Commitment]):
    """The line is the undertaking."""

    path, template, name, field = "atagande", "writing/progress", "line", "laget"
    choices, no_choice = progress.GOING, "Välj hur det går."
    longest = progress.LONGEST

    def lines(self, view: View) -> Iterable[Commitment]:
        """The patient's own."""
        return view.my_commitments

    def is_open(self, line: Commitment) -> bool:
        """Until it has ended."""
        return line.standing != "ended"

    async def write(self, acting: Acting, id_: str, sent: Mapping[str, str]) -> None:
        """How it goes."""
        told = progress.Progress(
            task=id_,
            going=next(going for going in progress.GOING if going == sent[self.field]),
            comment=sent.get(COMMENT, ""),
            seen=sent.get("sedd"),
        )
        await progress.tell(acting, told, sent[KEY])
