"""Which addresses we may fetch from: a link in an answer is somebody else's word, so it is read strictly before use.

Only https on port 443 of a listed host whose every address is public; the gateway's own configured host is the one
exception, because the owner named it (trust.md §4, Outbound).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

URL_MAX = 8_192
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?][^#]*)?(?:#.*)?",
    re.IGNORECASE,
)
_PLAIN = "".join(map(chr, range(0x21, 0x7F)))
_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(net)
    # Everything that hides an IPv4 address (6to4, Teredo) is refused, not unpacked.
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class BlockedAddressError(OSError):
    """An address we must not connect to. The text names the rule, never the address."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address that may be fetched. ``own``: it is the gateway's configured host, on its own scheme and port."""

    url: str
    own: bool


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet; what is not plainly so is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in net for net in _NOT_PUBLIC_4)
    return found.scope_id is None and found in _UNICAST_6 and not any(found in net for net in _NOT_PUBLIC_6)


def place(url: str, base_url: str, hosts: Iterable[str], *, plain: bool = False) -> Place:
    """Read an address from an answer and return the one to fetch, rebuilt from its checked parts.

    ``plain``: http on port 80 is allowed too, for the one gateway that hands out nothing else.

    Raises:
        BlockedAddressError: not https, a user name, an odd port, a host that is not on the list, or not readable.

    """
    match = _URL.fullmatch(url.strip()) if len(url) <= URL_MAX else None
    if match is None or "\\" in url:
        raise BlockedAddressError("not a plain https address")
    scheme, host = match["scheme"].lower(), match["host"].lower()
    rest = match["rest"] or "/"
    rest = quote(rest if rest.startswith("/") else f"/{rest}", safe=_PLAIN)
    port = int(match["port"] or (443 if scheme == "https" else 80))
    base = urlsplit(base_url)
    if (scheme, host, port) == (base.scheme, base.hostname, base.port or (443 if base.scheme == "https" else 80)):
        return Place(f"{scheme}://{base.netloc}{rest}", own=True)
    if (scheme, port) != ("https", 443) and not (plain and (scheme, port) == ("http", 80)):
        raise BlockedAddressError("not https on port 443")
    if _is_number(host):
        raise BlockedAddressError("a number instead of a host")
    if not any(_matches(host, pattern) for pattern in (base.hostname or "", *hosts)):
        raise BlockedAddressError("a host that is not on the gateway's list")
    return Place(f"{scheme}://{host}{rest}", own=False)


def _matches(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _is_number(host: str) -> bool:
    """Any spelling of an IPv4 address: dotted, short, decimal, octal, hexadecimal."""
    last = host.rstrip(".").rsplit(".", 1)[-1]
    return last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last) is not None


class PublicResolver(AbstractResolver):
    """Resolves once; the connection goes to the very addresses that were checked. One bad address refuses them all."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses; raises BlockedAddressError where one is not public."""
        found = await self._resolver.resolve(host, port, family)
        if not found or not all(is_public(one["host"]) for one in found):
            raise BlockedAddressError("the host leads to an address that is not public")
        return found

    async def close(self) -> None:
        """Close the resolver below."""
        await self._resolver.close()
