"""No request to our own inside unless the source is registered so.

A source's name is looked up before it is asked; when it leads to a private, loopback, link-local or
otherwise unroutable address, nothing is sent.
"""

import asyncio
import ipaddress
import socket

import httpx

from pk_fhir.sync.client import SourceError
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.source import Source


async def check_address(source: Source) -> None:
    """SourceError "failed" where the source may not be asked, or its name is not known."""
    if source.allow_private:
        return
    try:
        url = httpx.URL(source.base_url or "")
        found = await asyncio.get_running_loop().getaddrinfo(
            url.host, url.port or 443, type=socket.SOCK_STREAM
        )
    except (OSError, httpx.InvalidURL, UnicodeError) as error:
        raise SourceError("failed", Reason(key="view.reason.unreachable")) from error
    if not all(_is_outside(str(address[0])) for *_, address in found):
        raise SourceError("failed", Reason(key="view.reason.private-address"))


def _is_outside(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
