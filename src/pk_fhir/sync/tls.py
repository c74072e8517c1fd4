"""Whom we trust in a TLS handshake, and what we show: https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"""

import functools
import ssl
from pathlib import Path

import httpx

from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Source


def verified(source: Source) -> ssl.SSLContext:
    """By what the source is verified; with our own certificate where the source asks for one.

    SourceError "failed" where the files cannot be read.
    """
    shown = source.certificate
    if shown is None:
        return _everybody()
    try:
        context = _trusting(shown.authorities)
        context.load_cert_chain(shown.certificate, shown.key)
    except (OSError, ssl.SSLError) as error:
        raise SourceError("failed", Reason(key="view.reason.no-credentials")) from error
    return context


def as_they_stand(source: Source) -> tuple[int, ...]:
    """When the files of our certificate were last written (ns): others than before are to be read again."""
    shown = source.certificate
    files = (shown.certificate, shown.key, shown.authorities) if shown else ()
    return tuple(_written(Path(file)) for file in files if file)


@functools.cache
def _everybody() -> ssl.SSLContext:
    """For all who need nothing of their own: to read all authorities takes as long as many a request."""
    return _trusting("")


def _trusting(authorities: str) -> ssl.SSLContext:
    """These authorities alone; else the public ones, which not every system has, and the system's own."""
    if authorities:
        return ssl.create_default_context(cafile=authorities)
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
