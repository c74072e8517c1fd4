"""Settings → whose tokens are trusted."""

import json
from pathlib import Path
from typing import Any

import httpx

from pk_fhir.access.keys import AUDIENCE, development_key
from pk_fhir.access.tokens import Issuer, TokenVerifier, development_issuer
from pk_fhir.config import IssuerSettings, Settings


def verifier_of(settings: Settings, client: httpx.AsyncClient) -> TokenVerifier | None:
    """Who verifies tokens: of the issuers that are stated, and our own for development; None where nobody is trusted."""
    tenants = {each.hsa_id: each.name for each in settings.providers if each.hsa_id}
    issuers = [_issuer(stated, client, tenants) for stated in settings.issuers]
    if settings.anonymous or settings.development_tokens:
        issuers.append(development_issuer(development_key(settings.data_dir), AUDIENCE))
    return TokenVerifier(issuers) if issuers else None


def _issuer(stated: IssuerSettings, client: httpx.AsyncClient, tenants: dict[str, str]) -> Issuer:
    async def from_url() -> dict[str, Any]:
        try:
            answer = await client.get(str(stated.jwks_url))
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise OSError("the issuer's keys cannot be fetched") from error
        keys: dict[str, Any] = answer.json()
        return keys

    async def from_file() -> dict[str, Any]:
        # Read at most once in ten minutes, and a few kilobytes.
        keys: dict[str, Any] = json.loads(Path(str(stated.jwks_file)).read_text())  # noqa: ASYNC240
        return keys

    fetch = from_url if stated.jwks_url else from_file
    return Issuer(
        name=stated.issuer,
        audience=stated.audience,
        fetch=fetch,
        claims=stated.claims,
        tenants=tenants,
        scopes=frozenset(stated.scope.split()),
        longest=stated.longest_token_seconds,
    )
