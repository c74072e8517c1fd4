"""The care providers of the demonstration: two of one service, and a third with a server of its own."""

from pathlib import Path

from pk_fhir.config import ProviderSettings, Settings, SourceSettings
from pk_fhir.demo.examples import EXEMPELHALSAN, REGION
from pk_fhir.demo.examples import KOMMUNEN as KOMMUNEN_NAME

KOMMUNEN = ProviderSettings(
    name=KOMMUNEN_NAME, title="Exempelby kommun", hsa_id="SE9999999902-0001"
)
PROVIDERS = [
    ProviderSettings(name=REGION, title="Region Exempel", hsa_id="SE9999999901-0001"),
    ProviderSettings(name=EXEMPELHALSAN, title="Exempelhälsan", hsa_id="SE9999999903-0001"),
]


def main_settings(settings: Settings, *, source_port: int, database_url: str | None) -> Settings:
    """The settings of the service that people look at; `database_url` where one was asked for."""
    return settings.model_copy(
        update={
            "providers": PROVIDERS,
            "default_provider": REGION,
            "database_url": database_url or _file(settings.data_dir, "pk-fhir-demo.db"),
            "sources": [
                *settings.sources,
                SourceSettings(
                    name=KOMMUNEN.name,
                    title=KOMMUNEN.title,
                    hsa_id=KOMMUNEN.hsa_id,
                    base_url=f"http://127.0.0.1:{source_port}/fhir",
                    allow_private_address=True,
                ),
            ],
        }
    )


def source_settings(settings: Settings, *, port: int) -> Settings:
    """The settings of the municipality's own server, which knows nothing of the others."""
    return settings.model_copy(
        update={
            "host": "127.0.0.1",
            "port": port,
            "public_url": None,
            "providers": [KOMMUNEN],
            "default_provider": KOMMUNEN.name,
            "database_url": _file(settings.data_dir, "pk-fhir-demo-kommunen.db"),
            "sources": [],
        }
    )


def _file(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}"
