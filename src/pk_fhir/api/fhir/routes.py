"""The FHIR interface, under two paths: `/fhir` for the default care provider, `/providers/{provider}/fhir` for each.

The table of https://hl7.org/fhir/R4/http.html#summary, and no rule beyond it. FHIR's paths are read
here and not by the router, so that a request costs one look into a table.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import NamedTuple, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pk_fhir.access.caller import Caller
from pk_fhir.api.fhir import bundling, reading, searching, writing
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.formats import PLAIN, Format, chosen
from pk_fhir.api.fhir.headed import HeadedError
from pk_fhir.api.fhir.operation import Operation, Operations
from pk_fhir.api.fhir.operations import BUILT_IN, meta_of_version
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.capabilities import PATCH_FORMATS, Security
from pk_fhir.interactions.checking import require_served
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.web.caller import language_of
from pk_fhir.web.errors import STATUS, headers_of, internal, outcome_response
from pk_fhir.web.refusals import record

Handler = Callable[..., Awaitable[Response]]


# An answer may be kept, and is asked for again before it is used: a care record is never a stale one.
_NOT_STALE = [
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Accept, Accept-Language, Authorization"),
]


class Entry(NamedTuple):
    """One line of the table: `pattern` has fixed words, and TYPE, ID, VERSION, OPERATION."""

    method: str
    pattern: tuple[str, ...]
    handler: Handler
    summary: str


class Gate(Protocol):
    """Says who a request comes from (`pk_fhir.web.caller.Gate`)."""

    async def caller(self, request: Request) -> Caller:
        """The caller by their token; FhirError "login" or "forbidden" where there is none that holds."""
        ...

    def stranger(self, request: Request) -> Caller:
        """Nobody in particular, for what is told without a token."""
        ...


_INTERACTIONS: tuple[Entry, ...] = (
    Entry("POST", (), bundling.bundle, "Batch or transaction"),
    Entry("GET", (), searching.search, "Search everything"),
    Entry("POST", ("_search",), searching.post_search, "Search everything by POST"),
    Entry("GET", ("TYPE",), searching.search, "Search"),
    Entry("POST", ("TYPE", "_search"), searching.post_search, "Search by POST"),
    Entry("GET", ("TYPE", "ID", "COMPARTMENT"), searching.compartment, "Search a compartment"),
    Entry(
        "POST",
        ("TYPE", "ID", "COMPARTMENT", "_search"),
        searching.post_compartment,
        "Search a compartment by POST",
    ),
    Entry("GET", ("_history",), reading.history, "History of everything"),
    Entry("GET", ("TYPE", "_history"), reading.history, "History of a type"),
    Entry("POST", ("TYPE",), writing.create, "Create"),
    Entry("PUT", ("TYPE",), writing.conditional_update, "Conditional update"),
    Entry("PATCH", ("TYPE",), writing.conditional_patch, "Conditional patch"),
    Entry("DELETE", ("TYPE",), writing.conditional_delete, "Conditional delete"),
    Entry("GET", ("TYPE", "ID"), reading.read, "Read"),
    Entry("PUT", ("TYPE", "ID"), writing.update, "Update"),
    Entry("PATCH", ("TYPE", "ID"), writing.patch, "Patch"),
    Entry("DELETE", ("TYPE", "ID"), writing.delete, "Delete"),
    Entry("GET", ("TYPE", "ID", "_history"), reading.history, "History of a resource"),
    Entry("GET", ("TYPE", "ID", "_history", "VERSION"), reading.vread, "Read a version"),
)


# Where an operation stands, by how long its path is.
_LEVELS = {1: "system", 2: "type", 3: "instance"}


def table(every: Operations) -> tuple[Entry, ...]:
    """Every method and path, with these operations."""
    return (
        Entry("GET", ("metadata",), every.metadata, "CapabilityStatement"),
        Entry("GET", ("OPERATION",), every.on_system, "Operation on the system"),
        Entry("POST", ("OPERATION",), every.on_system, "Operation on the system by POST"),
        Entry("DELETE", ("OPERATION",), every.on_system, "End what an operation began"),
        Entry("GET", ("TYPE", "OPERATION"), every.on_type, "Operation on a type"),
        Entry("POST", ("TYPE", "OPERATION"), every.on_type, "Operation on a type by POST"),
        Entry("GET", ("TYPE", "ID", "OPERATION"), every.on_instance, "Operation on a resource"),
        Entry(
            "POST",
            ("TYPE", "ID", "OPERATION"),
            every.on_instance,
            "Operation on a resource by POST",
        ),
        Entry(
            "GET",
            ("TYPE", "ID", "_history", "VERSION", "OPERATION"),
            meta_of_version,
            "$meta of a version",
        ),
        Entry(
            "POST",
            ("TYPE", "ID", "_history", "VERSION", "OPERATION"),
            meta_of_version,
            "$meta of a version by POST",
        ),
        *_INTERACTIONS,
    )


class Dispatcher:
    """Finds the handler of a method and path."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_shape: dict[tuple[str, ...], dict[str, Entry]] = {}
        for entry in entries:
            self._by_shape.setdefault(entry.pattern, {})[entry.method] = entry
        # GET [type]/_search, as FHIR's first releases had it, is a style of HAPI FHIR's client still.
        for pattern, methods in self._by_shape.items():
            if pattern[-1:] == ("_search",):
                methods["GET"] = self._by_shape[pattern[:-1]]["GET"]

    def find(self, method: str, path: str) -> tuple[Entry, list[str]]:
        """The entry and its arguments; FhirError "not-found", or "not-supported" with what is allowed."""
        segments = [segment for segment in path.split("/") if segment]
        shape = _shape(segments)
        methods = self._by_shape.get(shape)
        if methods is None:
            raise _nothing()
        arguments = [
            segment for segment, part in zip(segments, shape, strict=True) if part.isupper()
        ]
        if "TYPE" in shape:
            require_served(arguments[0])
        entry = methods.get("GET" if method == "HEAD" else method)
        if entry is None:
            raise MethodError(sorted(methods))
        return entry, arguments


def _nothing() -> FhirError:
    return FhirError("not-found", told("request.nothing-under-path"))


class MethodError(HeadedError):
    """405, with the methods that the path has."""

    def __init__(self, allowed: list[str]) -> None:
        self.allowed = [*allowed, *(["HEAD"] if "GET" in allowed else [])]
        super().__init__(
            "not-supported",
            told("request.method", methods=", ".join(allowed)),
            {"Allow": ", ".join(self.allowed)},
        )


def _shape(segments: list[str]) -> tuple[str, ...]:
    """The pattern that the segments have."""
    shape: list[str] = []
    for number, segment in enumerate(segments):
        if segment.startswith("$"):
            shape.append("OPERATION")
        elif segment in ("_history", "_search") or (segment == "metadata" and not shape):
            shape.append(segment)
        elif number == 0:
            shape.append("TYPE")
        elif number == 1:
            shape.append("ID")
        else:
            shape.append("VERSION" if shape[-1] == "_history" else "COMPARTMENT")
    return tuple(shape)


class FhirInterface:
    """The FHIR interface of one service as an ASGI application; `operations` are added to those that every
    service has, and `security` is what the CapabilityStatement says of how one is let in.

    A request passes nothing here that only other interfaces need: the table above is its router.
    """

    def __init__(
        self,
        service: Service,
        gate: Gate,
        operations: Iterable[Operation] = (),
        security: Security | None = None,
    ) -> None:
        self._service = service
        self._gate = gate
        self._operations = Operations((*BUILT_IN, *operations), security)
        self._dispatcher = Dispatcher(table(self._operations))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request under `/fhir` or `/providers/{provider}/fhir`."""
        provider, path = _place(scope["path"])
        scope["path_params"] = {"provider": provider} if provider is not None else {}
        try:
            response = (
                await self._answer(Request(scope, receive, send), path)
                if path is not None
                else _refusal(Request(scope), _nothing())
            )
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last place that can answer
            response = _refusal(Request(scope), internal(error))
        if "cache-control" not in response.headers:
            response.raw_headers += _NOT_STALE
        await response(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        """The answer; what is refused is an OperationOutcome."""
        try:
            caller = await self._caller(request, path)
            exchange = Exchange(self._service, request, caller, self)
            return await self.run(exchange, path)
        except FhirError as error:
            await record(self._service, request, error)
            return _refusal(request, error, path)

    async def _caller(self, request: Request, path: str) -> Caller:
        """Who asks; what the server can do is told to everybody, how to get a token among it.

        https://hl7.org/fhir/smart-app-launch/conformance.html
        """
        try:
            return await self._gate.caller(request)
        except FhirError as error:
            public = path.strip("/") == "metadata" and "authorization" not in request.headers
            if error.kind != "login" or not public:
                raise
            return self._gate.stranger(request)

    async def run(self, exchange: Exchange, path: str) -> Response:
        """Answer what is asked at this path below the base."""
        request = exchange.request
        if request.method == "OPTIONS":
            return self._options(path)
        entry, arguments = self._dispatcher.find(request.method, path)
        request.scope.setdefault("state", {})["route"] = _template(request, entry)
        return await exchange.finished(await entry.handler(exchange, *arguments))

    def require_reading(self, method: str, path: str) -> None:
        """FhirError where nothing answers, or an operation would that changes what is stored."""
        entry, arguments = self._dispatcher.find(method, path)
        if entry.pattern[-1:] == ("OPERATION",) and "VERSION" not in entry.pattern:
            type_ = arguments[0] if "TYPE" in entry.pattern else None
            level = _LEVELS[len(entry.pattern)]
            if self._operations.find(arguments[-1], type_, level, method).changes:
                raise FhirError("not-supported", told("rest.operation-changes", name=arguments[-1]))

    def _options(self, path: str) -> Response:
        """What a path knows (RFC 9110, OPTIONS)."""
        try:
            self._dispatcher.find("OPTIONS", path)
        except MethodError as error:
            allowed = ", ".join([*error.allowed, "OPTIONS"])
            return Response(None, 204, {"Allow": allowed, "Accept-Patch": ", ".join(PATCH_FORMATS)})
        raise _nothing()


def is_fhir(path: str) -> bool:
    """Whether a path is one of the FHIR interface."""
    return _place(path)[1] is not None


def _place(path: str) -> tuple[str | None, str | None]:
    """The care provider that a path names, and what follows `/fhir`: None where it is another path."""
    if path.startswith("/fhir"):
        return None, path[5:] if path[5:6] in ("", "/") else None
    parts = path.split("/", 4)
    if len(parts) > 3 and parts[1] == "providers" and parts[3] == "fhir":  # noqa: PLR2004 - the form above
        return parts[2], parts[4] if len(parts) > 4 else ""  # noqa: PLR2004 - the same
    return None, None


def _template(request: Request, entry: Entry) -> str:
    return _named(entry.pattern, "provider" in request.path_params)


@cache
def _named(pattern: tuple[str, ...], of_provider: bool) -> str:
    start = "/providers/{provider}/fhir" if of_provider else "/fhir"
    return "/".join((start, *(part if part[0] == "_" else part.lower() for part in pattern)))


def _refusal(request: Request, error: FhirError, path: str = "") -> Response:
    """The OperationOutcome, in the format that was asked for wherever there is one."""
    headers = headers_of(error.kind)
    if isinstance(error, HeadedError):
        headers |= error.headers
    elif error.kind == "not-supported":
        # What nobody may do to a log, or in a transaction; a 405 says what may be done there.
        headers["Allow"] = "GET, HEAD" if path.strip("/").count("/") else "GET, POST, HEAD"
    response = outcome_response(error, language_of(request))
    form = _format(request)
    if not form.plain:
        content = form.render(bytes(response.body))
        response = Response(content, STATUS[error.kind], media_type=form.media)
    response.headers.update(headers)
    return response


def _format(request: Request) -> Format:
    """The format of a refusal; of what cannot be had, JSON."""
    try:
        wanted, headers = request.query_params.get("_format"), request.headers
        return chosen(wanted, headers.get("accept"), headers.get("content-type"))
    except FhirError:
        return PLAIN
