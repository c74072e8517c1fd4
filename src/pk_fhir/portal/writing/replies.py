"""An offered time (kallelse) and the form to answer it."""

from collections.abc import Iterable, Mapping

from pk_fhir.interactions.own import Acting, reply
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.reading import waits_for_answer
from pk_fhir.portal.writing.line_pages import COMMENT, LinePages
from pk_fhir.view import View
from pk_fhir.view.model import Time


class ReplyPages(LinePages[Time]):
    """The line is the time."""

    path, template, name, field = "tid", "writing/reply", "time", "svar"
    choices, no_choice = reply.CHOICES, "Välj om du kommer eller inte."
    longest = reply.LONGEST

    def lines(self, view: View) -> Iterable[Time]:
        """All times, for one that was answered is shown too."""
        return view.times

    def is_open(self, line: Time) -> bool:
        """While it waits for an answer."""
        return waits_for_answer(line, self.answering.clock())

    def is_written(self, line: Time) -> bool:
        """Once it is answered."""
        return line.reply is not None

    async def write(self, acting: Acting, id_: str, sent: Mapping[str, str]) -> None:
        """The answer."""
        said = reply.Reply(
            time=id_,
            choice=next(choice for choice in reply.CHOICES if choice == sent[self.field]),
            comment=sent.get(COMMENT, ""),
            seen=sent.get("sedd"),
        )
        await reply.answer(acting, said, sent[KEY])
