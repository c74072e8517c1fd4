"""Settings → the rules of law and trust."""

import msgspec

from pk_fhir.access.policy import Policy
from pk_fhir.config import Settings


def policy_of(settings: Settings) -> Policy:
    """The rules as they are set. ValueError naming the setting that is not one, or has no such value."""
    stated = {name: _value(name, value) for name, value in settings.policy.items()}
    try:
        return msgspec.convert(stated, Policy, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"policy: {error}. `pk-fhir policy` lists the settings.") from error


def _value(name: str, value: object) -> object:
    # An environment variable is a text: purposes are then separated by commas.
    if name == "care_purposes" and isinstance(value, str):
        return [each.strip() for each in value.split(",")]
    return value
