"""Idempotency-Key: the same key and request get the first answer again, also after a restart.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/. The answer is stored in
the transaction of the write itself, so that there is never one without the other. Another request
with a key that was used is refused.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.cursor import who
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work, write
from pk_fhir.messages import told
from pk_fhir.store import Answer, AnsweredError

T = TypeVar("T")

_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,128})"?')


def read_key(header: str) -> str:
    """The key; FhirError "invalid" for text that is none."""
    match = _KEY.fullmatch(header.strip())
    if match is None:
        raise FhirError("invalid", told("refused.idempotency-form"))
    return match[1]


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """What tells one request from another."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).digest()


async def once(
    service: Service,
    caller: Caller,
    key: str,
    request: bytes,
    steps: Callable[[Work], Awaitable[T]],
    kind: Any,
) -> T:
    """Write, unless this request was answered before: then its answer."""
    # On another commission, or for another patient, the same person is somebody else here: what was
    # answered then is not judged again, and need not be theirs to see.
    asker = f"{who(caller)}/{caller.unit or ''}"
    while True:
        known = await service.store.answer(caller.tenant, asker, key)
        if known is not None:
            if known[0] != request:
                raise FhirError(
                    "unprocessable",
                    told("refused.idempotency-used"),
                )
            answer: T = msgspec.msgpack.decode(known[1], type=kind)
            return answer

        def keep(work: Work, result: T) -> None:
            work.answer = Answer(
                tenant=caller.tenant,
                subject=asker,
                key=key,
                request=request,
                answer=msgspec.msgpack.encode(result),
                at=service.now(),
            )

        try:
            return await write(service, caller, steps, keep)
        except AnsweredError:
            # Another with the same key was first: its answer is there now.
            continue
