"""The whole application on each database in turn, asked over HTTP without a network."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.serving import asgi_client

from pk_fhir.app import opened
from pk_fhir.config import ProviderSettings, Settings

REGION = ProviderSettings(name="region", title="Region Exempel", hsa_id="SE9999999901-0001")
KOMMUN = ProviderSettings(name="kommun", title="Exempelby kommun", hsa_id="SE9999999902-0001")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path, providers=[REGION, KOMMUN])


@pytest.fixture
async def application(settings: Settings) -> AsyncIterator[FastAPI]:
    async with opened(settings) as made:
        yield made


@pytest.fixture
async def http(application: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with asgi_client(application, "http://127.0.0.1:8000", raises=False) as client:
        yield client
