"""Can what we show a source be used? Its files are tried before the source is registered, and never sent."""

import time
from pathlib import Path

from pk_fhir.sync.assertion import signed
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import SignedAssertion, Source
from pk_fhir.sync.tls import verified


async def unusable(source: Source) -> str | None:
    """What is wrong with the files of our key and certificate, in words that say what to change; None for nothing.

    A file that only the service may read is not tried: nothing is said of it.
    """
    key = source.auth if isinstance(source.auth, SignedAssertion) else None
    shown = source.certificate
    files = [
        ("key file", key.key.file if key else ""),
        ("certificate", shown.certificate if shown else ""),
        ("certificate key", shown.key if shown else ""),
        ("authorities", shown.authorities if shown else ""),
    ]
    try:
        for name, file in files:
            if file and (problem := _unreadable(Path(file))):
                return f"the {name} {file} cannot be read: {problem}"
        return await _unfit(source, key)
    except PermissionError:
        return None


def _unreadable(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            return None if opened.read(1) else "it is empty"
    except PermissionError:
        raise
    except OSError as error:
        return error.strerror or type(error).__name__


async def _unfit(source: Source, key: SignedAssertion | None) -> str | None:
    if key is not None and key.key.file:
        try:
            await signed(key, time.time())
        except SourceError:
            kind = "an EC key on P-384" if key.algorithm == "ES384" else "an RSA key"
            return f"{key.key.file} holds no private key for {key.algorithm}: it takes {kind}, as PEM or JWK"
    try:
        verified(source)
    except SourceError as error:
        return f"the certificate and its key cannot be used together: {error.__cause__}"
    return None
