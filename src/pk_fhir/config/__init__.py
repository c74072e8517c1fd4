"""Settings: environment variables `PK_FHIR_*`, or a TOML file named by `PK_FHIR_CONFIG`.

Read by the composition root and the commands only; every other room is handed what it needs.
"""

from pk_fhir.config.service import (
    IssuerSettings,
    ProviderSettings,
    Settings,
    SubscriptionSettings,
    TerminologySettings,
)
from pk_fhir.config.sources import (
    BearerSettings,
    CertificateSettings,
    ClientCredentialsSettings,
    PushSettings,
    RecordType,
    SignedAssertionSettings,
    SourceSettings,
)

__all__ = [
    "BearerSettings",
    "CertificateSettings",
    "ClientCredentialsSettings",
    "IssuerSettings",
    "ProviderSettings",
    "PushSettings",
    "RecordType",
    "Settings",
    "SignedAssertionSettings",
    "SourceSettings",
    "SubscriptionSettings",
    "TerminologySettings",
]
