"""Our server as anybody starts it, for clients that nobody here wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.served import served


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """FHIR's base URL of an empty `pk-fhir serve` on loopback."""
    folder: Path = tmp_path_factory.mktemp("served")
    with served(f"sqlite:///{folder / 'clients.db'}", folder) as server:
        yield server.fhir
