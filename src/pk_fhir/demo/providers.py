"""The care providers of the demonstration.

Two of one service; a third with a server of its own; a clinic that answered once and is silent now; and
one whose server nobody ever reaches. So the first view that a visitor opens shows what is not whole.
"""

from pathlib import Path

from pk_fhir.config import ProviderSettings, PushSettings, Settings, SourceSettings
from pk_fhir.demo.conflict import UNIT as SENT_UNIT
from pk_fhir.demo.examples import EXEMPELHALSAN, REGION
from pk_fhir.demo.examples import KOMMUNEN as KOMMUNEN_NAME
from pk_fhir.demo.rehab import HSA as REHAB_HSA
from pk_fhir.demo.rehab import NAME as REHAB
from pk_fhir.demo.rehab import TITLE as REHAB_TITLE

KOMMUNEN = ProviderSettings(
    name=KOMMUNEN_NAME, title="Exempelby kommun", hsa_id="SE9999999902-0001"
)
PROVIDERS = [
    ProviderSettings(name=REGION, title="Region Exempel", hsa_id="SE9999999901-0001"),
    ProviderSettings(name=EXEMPELHALSAN, title="Exempelhälsan", hsa_id="SE9999999903-0001"),
]
# Nothing listens here: port 9 is the discard service's.
NOBODY = 9


def main_settings(
    settings: Settings, *, source_port: int, rehab_port: int, database_url: str | None
) -> Settings:
    """The settings of the service that people look at; `database_url` where one was asked for."""
    return settings.model_copy(
        update={
            "providers": PROVIDERS,
            "default_provider": REGION,
            "database_url": database_url or _file(settings.data_dir, "pk-fhir-demo.db"),
            "sources": [
                *settings.sources,
                _source(KOMMUNEN.name, KOMMUNEN.title, KOMMUNEN.hsa_id, source_port).model_copy(
                    update={"push": PushSettings(which="units", units=[SENT_UNIT])}
                ),
                _source(REHAB, REHAB_TITLE, REHAB_HSA, rehab_port),
                _source("exempeltandvarden", "Exempeltandvården", "SE9999999905-0001", NOBODY),
            ],
        }
    )


def _source(name: str, title: str, hsa_id: str | None, port: int) -> SourceSettings:
    return SourceSettings(
        name=name,
        title=title,
        hsa_id=hsa_id,
        base_url=f"http://127.0.0.1:{port}/fhir",
        allow_private_address=True,
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
