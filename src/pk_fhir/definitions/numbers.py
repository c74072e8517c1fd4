"""JSON in which a decimal keeps its digits: 1.50 stays 1.50 (https://hl7.org/fhir/R4/datatypes.html#decimal)."""

from decimal import Decimal
from typing import Any

import msgspec

_DECODER = msgspec.json.Decoder(Any, float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def decode(content: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value, fractions as Decimal; raises msgspec.DecodeError or RecursionError."""
    return _DECODER.decode(content)


def encode(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Compact JSON."""
    return _ENCODER.encode(value)
