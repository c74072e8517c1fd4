"""One notice on its way to one endpoint: https://hl7.org/fhir/R4/subscription.html#2.46.7.1 (rest-hook).

Without payload an empty POST to the endpoint; with payload the resource itself, as an update:
``PUT endpoint/Type/id``. So a notice that is told twice, because the answer to the first was lost, has
the effect of one. A Subscription that was asked for is told of by an empty POST, or, where a FHIR
server stands at the endpoint, by asking what it can do; the answer makes it active.
"""

import httpx
import msgspec

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.subscriptions import Channel
from pk_fhir.messages import text
from pk_fhir.store import Version
from pk_fhir.sync.connection import Transport, Within
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.receive import distrusted
from pk_fhir.sync.waiting import asked_to_wait

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 10.0
_REFUSED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class Failed(msgspec.Struct, frozen=True):
    """Why somebody could not be told, in words, and how many seconds to wait at least."""

    problem: str
    wait: float = 0.0


class Teller:
    """Sends to endpoints; with `private` also to those on private and loopback networks. An answer is waited
    for so many `seconds`."""

    def __init__(self, *, private: bool, seconds: float = ANSWER_SECONDS) -> None:
        self._http = httpx.AsyncClient(
            transport=Transport(private=private, within=Within(seconds)),
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
        )

    async def tell(self, channel: Channel, version: Version) -> Failed | None:
        """Tell of one version; None when it was taken."""
        if not channel.payload:
            return await self._sent("POST", channel.endpoint, channel)
        url = f"{channel.endpoint}/{version.type}/{version.id}"
        return await self._sent("PUT", url, channel, _content(channel, version.body or b""))

    async def shake_hands(self, channel: Channel) -> Failed | None:
        """Ask whether somebody is there who lets us in; None when so."""
        if not channel.payload:
            return await self._sent("POST", channel.endpoint, channel)
        return await self._sent("GET", f"{channel.endpoint}/metadata", channel)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _sent(
        self, method: str, url: str, channel: Channel, body: bytes | None = None
    ) -> Failed | None:
        headers = dict(channel.headers)
        if body is not None:
            headers["Content-Type"] = f"{channel.payload}; charset=utf-8"
        try:
            # What it says is of no interest, however long it is.
            async with self._http.stream(method, url, content=body, headers=headers) as response:
                return _judged(method, response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Failed(
                text(f"subscription.{'certificate' if distrusted(error) else 'unreachable'}")
            )
        except SourceError as error:
            inside = error.reason.key == "view.reason.private-address"
            return Failed(text(f"subscription.{'endpoint-private' if inside else 'unreachable'}"))


def _content(channel: Channel, body: bytes) -> bytes:
    """The resource in the format that was asked for."""
    if not channel.payload.endswith("xml"):
        return body
    from pk_fhir.fhir import xml  # noqa: PLC0415 - lxml is loaded only where there is XML

    return xml.dump_xml(fhir_json.parse(body), Definitions.r4())


def _judged(method: str, response: httpx.Response) -> Failed | None:
    status = response.status_code
    # A receiver of updates need not say what it can do: it is there, and does not refuse us.
    there = (
        method == "GET" and status < httpx.codes.INTERNAL_SERVER_ERROR and status not in _REFUSED
    )
    if response.is_success or (there and not response.is_redirect):
        return None
    return Failed(text("subscription.answered", status=status), asked_to_wait(response.headers))
