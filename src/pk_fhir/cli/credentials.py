"""What `pk-fhir source add` is told of how we show a source who we are → what the configuration states."""

from pathlib import Path
from typing import Any

import msgspec


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The options as they were typed."""

    secret_file: Path | None = None
    secret_env: str | None = None
    token_url: str | None = None
    client_id: str | None = None
    scope: str = ""
    key_file: Path | None = None
    kid: str | None = None
    algorithm: str | None = None
    certificate: Path | None = None
    certificate_key: Path | None = None
    authorities: Path | None = None


def authentication(told: Told) -> dict[str, Any] | None:
    """As the configuration states `auth`. ValueError where an option lacks another one."""
    secret = {"secret_file": _whole(told.secret_file), "secret_env": told.secret_env}
    if told.key_file or told.kid or told.algorithm:
        return _assertion(told)
    if told.token_url or told.client_id:
        client = {"token_url": told.token_url, "client_id": told.client_id, "scope": told.scope}
        return {"kind": "client-credentials", **secret, **client}
    if told.scope:
        raise ValueError("--scope is asked for at a token endpoint: give --token-url too")
    if told.secret_file or told.secret_env:
        return {"kind": "bearer", **secret}
    return None


def _assertion(told: Told) -> dict[str, Any]:
    """SMART Backend Services: who we are is signed by a private key."""
    if told.key_file and (told.secret_file or told.secret_env):
        raise ValueError("the private key is the secret: give --key-file or --secret-env, not both")
    needed = {
        "--key-file": told.key_file or told.secret_file or told.secret_env,
        "--kid": told.kid,
        "--token-url": told.token_url,
        "--client-id": told.client_id,
    }
    lacking = [option for option, value in needed.items() if not value]
    if lacking:
        raise ValueError(f"a signed assertion (private_key_jwt) also takes {', '.join(lacking)}")
    stated = {
        "kind": "signed-assertion",
        "secret_file": _whole(told.key_file or told.secret_file),
        "secret_env": told.secret_env,
        "token_url": told.token_url,
        "client_id": told.client_id,
        "kid": told.kid,
    }
    chosen = {"algorithm": told.algorithm, "scope": told.scope}
    return stated | {name: value for name, value in chosen.items() if value}


def client_certificate(told: Told) -> dict[str, Any] | None:
    """As the configuration states `client_certificate`. ValueError where an option lacks another one."""
    if not (told.certificate or told.certificate_key or told.authorities):
        return None
    if not (told.certificate and told.certificate_key):
        raise ValueError("mutual TLS takes both --certificate and --certificate-key")
    return {
        "certificate": _whole(told.certificate),
        "key": _whole(told.certificate_key),
        "authorities": _whole(told.authorities),
    }


def _whole(file: Path | None) -> Path | None:
    """A service may be started in another folder."""
    return file.resolve() if file else None
