"""One FHIR request and its answer: format, preferences, body (https://hl7.org/fhir/R4/http.html).

Bytes in and bytes out: what the store keeps is what is sent.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, Protocol

from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.access.caller import Caller
from pk_fhir.access.protected import hides, may_tell
from pk_fhir.api.fhir import formats
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, operation_outcome
from pk_fhir.interactions import channel_secrets
from pk_fhir.interactions.idempotency import read_key, request_hash
from pk_fhir.interactions.instants import http_date
from pk_fhir.interactions.protecting import masked
from pk_fhir.interactions.query_strings import read_pairs
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told
from pk_fhir.web.body import read_body

Return = Literal["minimal", "representation", "OperationOutcome"]

FORM = "application/x-www-form-urlencoded"
_PREFER = re.compile(r"\s*([A-Za-z-]+)\s*=\s*\"?([A-Za-z-]+)\"?\s*")
_RETURNS: dict[str, Return] = {
    "minimal": "minimal",
    "representation": "representation",
    "operationoutcome": "OperationOutcome",
}
# Parameters of every interaction, which say how the answer looks (https://hl7.org/fhir/R4/http.html#parameters).
GENERAL = frozenset({"_format", "_pretty", "_summary", "_elements"})


class Router(Protocol):
    """Answers exchanges by their paths below the base (`routes.FhirInterface`)."""

    async def run(self, exchange: "Exchange", path: str) -> Response: ...

    def require_reading(self, method: str, path: str) -> None:
        """FhirError where nothing answers, or an operation would that changes what is stored."""
        ...


class Exchange:
    """A request, read as FHIR says."""

    __slots__ = ("_prefer", "caller", "format", "parameters", "request", "router", "service")

    def __init__(
        self, service: Service, request: Request, caller: Caller, router: Router | None = None
    ) -> None:
        """`router` answers others too: the entries of a Bundle."""
        self.service = service
        self.router = router
        self.request = request
        self.caller = caller
        query = request.scope["query_string"]
        self.parameters: list[tuple[str, str]] = read_pairs(query) if query else []
        self._prefer: dict[str, str] | None = None
        self.format = self._chosen(self.parameter("_format") if query else None)

    def _chosen(self, parameter: str | None) -> formats.Format:
        """Told before anything is done: nothing is written for somebody who cannot take the answer."""
        sent = self.header("content-type")
        if sent and "/Binary" in self.request.scope["path"] and not formats.is_formal(sent):
            # What is sent to be kept in one is no resource.
            sent = None
        try:
            return formats.chosen(parameter, self.header("accept"), sent)
        except FhirError:
            if "/Binary" in self.request.scope["path"]:
                # A Binary has a media type of its own; what else is said of one is JSON.
                return formats.PLAIN
            raise

    @property
    def base(self) -> str:
        return self.service.base(self.caller.tenant)

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter."""
        return next((value for key, value in self.parameters if key == name), None)

    def take(self, pairs: list[tuple[str, str]]) -> None:
        """Parameters that stood in the body of a search."""
        self.parameters = [*self.parameters, *pairs]
        wanted = self.parameter("_format")
        if wanted is not None:
            self.format = formats.chosen(wanted, None)

    def header(self, name: str) -> str | None:
        return self.request.headers.get(name)

    def only(self, *allowed: str) -> None:
        """FhirError "invalid" for a query parameter that this interaction does not know.

        Who prefers lenient handling has it left out, as in a search.
        """
        for name, _ in self.parameters:
            if name not in GENERAL and name not in allowed and not self.lenient:
                known = ", ".join([*allowed, *sorted(GENERAL)])
                raise FhirError(
                    "invalid",
                    told("request.parameter-unknown", name=quoted(name), known=known),
                )

    def general(self) -> list[tuple[str, str]]:
        """The parameters of how an answer looks, for the links in it."""
        return [pair for pair in self.parameters if pair[0] in GENERAL]

    def prefers(self, name: str) -> str | None:
        """A preference of the Prefer header (RFC 7240), lower case."""
        if self._prefer is None:
            parts = re.split(r"[,;]", self.header("prefer") or "")
            found = (_PREFER.fullmatch(part) for part in parts)
            self._prefer = {match[1].lower(): match[2].lower() for match in found if match}
        return self._prefer.get(name)

    @property
    def lenient(self) -> bool:
        """Whether what is not known is to be left out rather than refused (https://hl7.org/fhir/R4/search.html#errors)."""
        return self.prefers("handling") == "lenient"

    @property
    def is_form(self) -> bool:
        """Whether the body has parameters as a query has them."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower() == FORM

    def key(self, body: bytes) -> tuple[str, bytes] | None:
        """The Idempotency-Key of a POST, and the hash of the request that it is of."""
        header = self.header("idempotency-key")
        if header is None:
            return None
        return read_key(header), request_hash("POST", self.request.url.path, body)

    async def body(self) -> bytes:
        """The body; FhirError "too-large" before more than the limit is read."""
        return await read_body(self.request, self.service.rules.bodies)

    async def resource(self) -> dict[str, Any]:
        """The resource in the body, from JSON or XML."""
        return self.read(await self.body())

    def read(self, body: bytes) -> dict[str, Any]:
        """The resource in these bytes, by the request's media type."""
        return formats.read(self.header("content-type"), body, self.caller.language)

    def read_as_far(self, body: bytes) -> dict[str, Any]:
        """As `read`, but what is wrong in form is left to who validates these bytes."""
        return formats.read_as_far(self.header("content-type"), body, self.caller.language)

    def answer(
        self, content: bytes | None, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        """An answer whose body is a resource in JSON, in the format that was asked for."""
        if content is None:
            return Response(None, status_code=status, headers=headers)
        if (hides(self.caller) and may_tell(content)) or channel_secrets.may_tell(content):
            return Unmasked(content, status, headers)
        return self._rendered(content, status, headers)

    def _rendered(self, content: bytes, status: int, headers: Mapping[str, str] | None) -> Response:
        if not self.format.plain:
            content = self.format.render(content)
            if self.parameter("_pretty") == "true":
                content = formats.pretty(content)
        return Response(content, status_code=status, headers=headers, media_type=self.format.media)

    async def finished(self, answer: Response) -> Response:
        """The answer that is sent: with protected persons and subscribers' secrets masked."""
        if not isinstance(answer, Unmasked):
            return answer
        content = await masked(self.service, self.caller, answer.content)
        content = await channel_secrets.hidden(self.service, self.caller, content)
        headers = {
            name: value for name, value in answer.headers.items() if name != "content-length"
        }
        return self._rendered(content, answer.status_code, headers)

    def written(self, written: Written) -> Response:
        """The answer of a create, update, patch or delete."""
        headers = {}
        if written.version:
            headers["ETag"] = written.etag
            headers["Last-Modified"] = http_date(written.last_updated)
        if written.body is not None:
            headers["Location"] = (
                f"{self.base}/{written.type}/{written.id}/_history/{written.version}"
            )
        wanted = _RETURNS.get(self.prefers("return") or "")
        if wanted == "OperationOutcome":
            outcome = fhir_json.dump(operation_outcome(written.issues, self.caller.language))
            return self.answer(outcome, 200 if written.status == 204 else written.status, headers)  # noqa: PLR2004
        if wanted == "minimal" or written.body is None:
            return self.answer(None, written.status, headers)
        return self.answer(written.body, written.status, headers)


class Unmasked(Response):
    """An answer of which it is not known yet whether persons in it are protected, or secrets the reader's.

    It has no body: `Exchange.finished` gives it one, masked where it must be.
    """

    def __init__(self, content: bytes, status: int, headers: Mapping[str, str] | None) -> None:
        super().__init__(None, status, headers)
        self.content = content
