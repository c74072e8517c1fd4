"""Keys that a service makes for itself at its first start, in its data folder, readable by its user only."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from joserfc.jwk import ECKey

from pk_fhir.access.tokens import make_key

AUDIENCE = "pk-fhir"


def development_key(data_dir: Path) -> ECKey:
    """The key that signs development tokens; made when there is none."""
    text = _kept(
        data_dir / "pk-fhir-development-key.json",
        lambda: json.dumps(make_key().as_dict(private=True)),
    )
    return ECKey.import_key(json.loads(text))


def service_secret(data_dir: Path) -> bytes:
    """32 random bytes that sign paging links and person keys; made when there are none."""
    return bytes.fromhex(_kept(data_dir / "pk-fhir-secret", lambda: secrets.token_hex(32)))


def _kept(path: Path, make: Callable[[], str]) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make())
    try:
        # Two processes that start at once agree on the one that came first.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text()
