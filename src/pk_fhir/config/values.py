"""What settings are made of: names, addresses, HSA-ids, and parts that know their own fields."""

import re
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from pk_fhir.contract.identifiers import HSA_ID, require

_HTTP_URL = re.compile(r"https?://[^/?#@\s]+(/[^?#\s]*)?", re.ASCII)


def _http_url(url: str) -> str:
    with suppress(ValueError):
        # Reading it finds a port that cannot be, and a bracket too many.
        if _HTTP_URL.fullmatch(url) and urlsplit(url).port != 0:
            return url
    raise PydanticCustomError(
        "http-url", "an address is http(s)://host/path, without user name, query or fragment"
    )


def _hsa_id(value: str) -> str:
    require(HSA_ID, value)
    return value


Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""The short name of a care provider or a source, which stands in addresses and commands."""

HttpUrl = Annotated[str, AfterValidator(_http_url)]
"""An address that is called, as it was stated."""

HsaId = Annotated[str, AfterValidator(_hsa_id)]
"""An HSA-id, in the form that `contract.identifiers` knows."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Stated(BaseModel):
    """A setting with parts: a part that is misspelt is refused, and never left out in silence."""

    model_config = ConfigDict(extra="forbid")
