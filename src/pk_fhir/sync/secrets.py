"""Secrets by name: read from a file or a variable when they are needed, kept nowhere, never logged."""

import asyncio
import os
from pathlib import Path

from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Secret

MOST_SECRET = 65_536


async def read(secret: Secret) -> str:
    """The secret itself. SourceError "failed" where it is not there."""
    try:
        text = await asyncio.to_thread(_stated, secret)
    except (OSError, KeyError, ValueError) as error:
        raise SourceError("failed", Reason(key="view.reason.no-credentials")) from error
    if not text:
        raise SourceError("failed", Reason(key="view.reason.no-credentials"))
    return text


def _stated(secret: Secret) -> str:
    if secret.env:
        return os.environ[secret.env].strip()
    with Path(secret.file).open("rb") as file:
        return file.read(MOST_SECRET).decode().strip()
