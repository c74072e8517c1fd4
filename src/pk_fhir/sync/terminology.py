"""A FHIR terminology server is asked about codes of which nothing is known here, such as SNOMED CT's.

What is validated is asked of `$validate-code` of a ValueSet
(https://hl7.org/fhir/R4/valueset-operation-validate-code.html) and of a CodeSystem
(https://hl7.org/fhir/R4/codesystem-operation-validate-code.html). What it does not answer is not known:
that is told as information, and never refuses a write. Other operations are passed on to it as they are.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from pk_fhir.fhir import json as fhir_json
from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.client import ask, http_client
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Source
from pk_fhir.validation.terminology import Answer, Question

# After a failure nothing is asked for so long: a server that is down does not slow every write.
PAUSE_SECONDS = 30.0
KEPT_SECONDS = 3600.0
MOST_KEPT = 50_000
# Answers of operations are whole resources: no more than so many are kept.
MOST_TOLD = 100
# The statuses by which a server says that it does not know the value set, the system or the operation.
_UNKNOWING = frozenset({400, 404, 405, 410, 422, 501})


class Kept(Mapping[Question, Answer]):
    """Answers, each kept for an hour or two, and no more than so many of them."""

    def __init__(
        self,
        seconds: float = KEPT_SECONDS,
        most: int = MOST_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._young: dict[Question, Answer] = {}
        self._old: dict[Question, Answer] = {}
        self._since = clock()

    def add(self, question: Question, answer: Answer) -> None:
        """Keep an answer; the oldest are let go."""
        age = self._clock() - self._since
        if age > self._seconds or len(self._young) >= self._most // 2:
            self._old = self._young if age <= 2 * self._seconds else {}
            self._young, self._since = {}, self._clock()
        self._young[question] = answer

    def __getitem__(self, question: Question) -> Answer:
        age = self._clock() - self._since
        if age <= 2 * self._seconds and question in self._young:
            return self._young[question]
        if age <= self._seconds:
            return self._old[question]
        raise KeyError(question)

    def __iter__(self) -> Iterator[Question]:
        return iter({**self._old, **self._young})

    def __len__(self) -> int:
        return len({**self._old, **self._young})


class TerminologyServer:
    """One terminology server, open from `async with` on; `source` says where it is, and how it is asked."""

    def __init__(self, source: Source, clock: Callable[[], float] = time.monotonic) -> None:
        self.kept = Kept(clock=clock)
        self._told: OrderedDict[bytes, tuple[float, dict[str, Any] | None]] = OrderedDict()
        self._source = source
        self._clock = clock
        self._client = http_client(source)
        self._asked_again = 0.0
        self._reason = ""
        self._turns = asyncio.Semaphore(source.limits.connections)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def answer(self, questions: Collection[Question]) -> str:
        """Have these answered, so that they are in `kept`; why some are not, or an empty text."""
        if self._clock() < self._asked_again:
            return self._reason
        try:
            await check_url(str(self._source.base_url), allow_private=self._source.allow_private)
            wanted = [each for each in questions if each not in self.kept]
            results = await asyncio.gather(
                *(self._one(each) for each in wanted), return_exceptions=True
            )
            for result in results:
                if isinstance(result, BaseException):
                    raise result
        except SourceError as error:
            self._rest(error)
            return self._reason
        return ""

    async def operate(self, path: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
        """The resource that answers an operation, such as ``ValueSet/$expand``; None where the server
        does not know, or does not answer. Answers are kept for an hour."""
        body = fhir_json.dump(parameters)
        key = hashlib.sha256(path.encode() + b"\n" + body).digest()
        kept = self._told.get(key)
        if kept is not None and self._clock() - kept[0] < KEPT_SECONDS:
            return kept[1]
        if self._clock() < self._asked_again:
            return None
        try:
            found = await self._operate(path, body)
        except SourceError as error:
            self._rest(error)
            return None
        self._told[key] = (self._clock(), found)
        self._told.move_to_end(key)
        while len(self._told) > MOST_TOLD:
            self._told.popitem(last=False)
        return found

    async def _operate(self, path: str, body: bytes) -> dict[str, Any] | None:
        await check_url(str(self._source.base_url), allow_private=self._source.allow_private)
        url = f"{self._source.base_url}/{path}"
        async with self._turns:
            try:
                return (await ask(self._client, "POST", url, self._source.limits, body)).resource
            except SourceError as error:
                if error.status in _UNKNOWING:
                    return None
                raise

    def _rest(self, error: SourceError) -> None:
        """Ask nothing for a while, and remember why."""
        self._reason = error.reason.key.rpartition(".")[2]
        self._asked_again = self._clock() + PAUSE_SECONDS

    async def _one(self, question: Question) -> None:
        async with self._turns:
            found = await self._ask(question)
            if found.holds is False and question.display is not None:
                # Of a wrong code and of a wrong display a server says the same.
                again = await self._ask(question._replace(display=None))
                found = found._replace(wrong="display" if again.holds else "code")
            elif found.holds is False:
                found = found._replace(wrong="code")
        self.kept.add(question, found)

    async def _ask(self, question: Question) -> Answer:
        url = f"{self._source.base_url}/{_path(question)}?{urlencode(_parameters(question))}"
        try:
            found = await ask(self._client, "GET", url, self._source.limits)
        except SourceError as error:
            if error.status in _UNKNOWING:
                return Answer(None)
            raise
        return _read(found.resource)


def _path(question: Question) -> str:
    return f"{'ValueSet' if question.value_set else 'CodeSystem'}/$validate-code"


def _parameters(question: Question) -> list[tuple[str, str]]:
    """The parameters of a question; CodeSystem's calls the system `url`, and its version `version`."""
    system, version = question.system or "", question.version or ""
    if question.value_set:
        url, _, of_set = question.value_set.partition("|")
        named = [("url", url), ("valueSetVersion", of_set), ("system", system)]
        named += [("systemVersion", version)]
        if not system:
            named.append(("inferSystem", "true"))
    else:
        named = [("url", system), ("version", version)]
    named += [("code", question.code), ("display", question.display or "")]
    return [(name, value) for name, value in named if value]


def _read(resource: dict[str, Any]) -> Answer:
    parts = resource.get("parameter")
    if resource.get("resourceType") != "Parameters" or not isinstance(parts, list):
        return Answer(None)
    named = {part.get("name"): part for part in parts if isinstance(part, dict)}
    result = named.get("result", {}).get("valueBoolean")
    message = named.get("message", {}).get("valueString")
    return Answer(
        result if isinstance(result, bool) else None, message if isinstance(message, str) else ""
    )
