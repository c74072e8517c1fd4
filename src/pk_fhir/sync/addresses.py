"""No request to our own inside unless the source is registered so.

A source's name is looked up before it is asked; when it leads to a private, loopback, link-local or
otherwise unroutable address, nothing is sent.
"""

import asyncio
import ipaddress
import socket

import httpx

from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError


async def check_url(url: str, *, allow_private: bool) -> None:
    """SourceError "failed" where the address may not be asked, or its name is not known.

    It spares us a token for nothing; what counts is what the connection finds (`sync.connection`).
    """
    if allow_private:
        return
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SourceError("failed", Reason(key="view.reason.unreachable")) from error
    await addresses_of(parsed.host, parsed.port or 443, allow_private=False)


async def addresses_of(host: str, port: int, *, allow_private: bool) -> list[str]:
    """What a name leads to. SourceError "failed" where that may not be asked, or is not known."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError("failed", Reason(key="view.reason.unreachable")) from error
    addresses = [str(address[0]) for *_, address in found]
    if not allow_private and not all(map(_is_outside, addresses)):
        raise SourceError("failed", Reason(key="view.reason.private-address"))
    return addresses


def _is_outside(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
