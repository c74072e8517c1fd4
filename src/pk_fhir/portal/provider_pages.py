"""What staff's pages share: of which care provider of this service they are."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from pk_fhir.portal.answering import Answering
from pk_fhir.portal.asking import Asking
from pk_fhir.sync import Source

Made = Callable[[Source], Awaitable[Response]]


class ProviderPages:
    """Pages whose address has the key of a care provider (`provider`)."""

    def __init__(self, asking: Asking, answering: Answering) -> None:
        self.asking = asking
        self.answering = answering

    async def of(self, provider: str, made: Made) -> Response:
        """What `made` gives for this care provider; a page of its own for one that is not here."""
        source = next((s for s in self.asking.providers if s.key == provider), None)
        if source is None:
            return self.answering.not_found()
        return await self.answering.whole(lambda: made(source))
