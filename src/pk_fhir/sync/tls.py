"""Whom we trust in a TLS handshake, and what we show: https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"""

import ssl

from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Source


def verified(source: Source) -> ssl.SSLContext | bool:
    """What httpx is to verify the source by; with our own certificate where the source asks for one.

    SourceError "failed" where the files cannot be read.
    """
    shown = source.certificate
    if shown is None:
        return True
    try:
        context = ssl.create_default_context(cafile=shown.authorities or None)
        context.load_cert_chain(shown.certificate, shown.key)
    except (OSError, ssl.SSLError) as error:
        raise SourceError("failed", Reason(key="view.reason.no-credentials")) from error
    return context
