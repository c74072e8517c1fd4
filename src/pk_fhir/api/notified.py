"""Where external servers tell us that something changed: `/notified/{source}/{key}/{type}`.

The endpoints of our own Subscriptions (`sync.notices.ours`). A notice has no content and is not
believed: it has the source read, as it is now and then anyhow. Without the right key there is nothing.
"""

import hmac

from fastapi import APIRouter
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.sync.notices.ours import key_of
from pk_fhir.sync.notices.prompt import Prompt


def notified_router(prompt: Prompt, secret: bytes) -> APIRouter:
    """The address that sources are given."""
    router = APIRouter(tags=["subscriptions"], include_in_schema=False)

    @router.post("/notified/{source}/{key}/{type_}")
    async def notified(source: str, key: str, type_: str) -> Response:
        del type_
        right = hmac.compare_digest(key.encode(), key_of(secret, source).encode())
        if not right or not prompt.knows(source):
            raise FhirError("not-found", told("request.nothing-here"))
        prompt.told(source)
        return Response(status_code=204)

    return router
