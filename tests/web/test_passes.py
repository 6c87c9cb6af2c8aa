"""Who gets in: a link opens once, for a quarter of an hour; what is forged, reused or too old opens nothing."""

from __future__ import annotations

import stat
from urllib.parse import parse_qs, quote, urlsplit

import aiohttp
import pytest

from bot.errors import SettingsError
from bot.web.html_pages import HEADERS
from bot.web.passes import Passes
from tests.web.house import ADMIN


async def use(visitor, link):
    """Open a link as a browser does: the page, then its one button. Returns the status and the answer's cookie."""
    door = await visitor.get(link)
    if door.status != 200:
        return door.status, None
    secret = parse_qs(urlsplit(link).query)["pass"][0]
    address = link.partition("?")[0]
    async with visitor.post(address, data={"pass": secret}, allow_redirects=False) as reply:
        return reply.status, reply.cookies.get("atelier")


def address(link, path):
    return f"{link.partition('/open')[0]}{path}"


async def test_a_link_opens_the_dashboard_with_a_cookie_that_scripts_and_other_sites_never_see(house, visitor):
    link = await house.link()
    status, cookie = await use(visitor, link)
    assert status == 303
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Strict", "/", "43200")
    async with visitor.get(address(link, "/overview")) as page:
        assert page.status == 200
        assert {name: page.headers.get(name) for name in HEADERS} == dict(HEADERS)


async def test_looking_at_a_link_does_not_use_it_up(house, visitor):
    link = await house.link()
    for _ in range(3):  # a messenger's preview
        assert (await visitor.get(link)).status == 200
    assert (await use(visitor, link))[0] == 303


async def test_a_used_link_is_refused(house, visitor):
    link = await house.link()
    assert (await use(visitor, link))[0] == 303
    async with aiohttp.ClientSession() as another:
        assert (await use(another, link))[0] == 403
        secret = parse_qs(urlsplit(link).query)["pass"][0]
        again = await another.post(address(link, "/open"), data={"pass": secret}, allow_redirects=False)
        assert (again.status, again.cookies.get("atelier")) == (403, None)


async def test_an_expired_link_is_refused(house, visitor):
    link = await house.link()
    house.clock.at += 15 * 60
    assert (await use(visitor, link))[0] == 403
    assert (await visitor.get(address(link, "/overview"))).status == 403


async def test_a_forged_link_is_refused(house, visitor):
    link = await house.link()
    base, secret = address(link, "/open"), parse_qs(urlsplit(link).query)["pass"][0]
    kind, nonce, until, signature = secret.split(".")
    forged = (
        f"{kind}.{nonce}.{int(until) + 86400}.{signature}",
        f"{kind}.{nonce[:-1]}A.{until}.{signature}"
        if nonce[-1] != "A"
        else f"{kind}.{nonce[:-1]}B.{until}.{signature}",
        f"session.{nonce}.{until}.{signature}",
        f"{kind}.{nonce}.{until}.",
        "....",
        "",
        "é" * 20,
        "a" * 5000,
    )
    for one in forged:
        assert (await visitor.get(f"{base}?pass={quote(one)}")).status in {400, 403}, one
        reply = await visitor.post(base, data={"pass": one[:3000]}, allow_redirects=False)
        assert (reply.status, reply.cookies.get("atelier")) == (403, None), one
    assert (await use(visitor, link))[0] == 303  # none of that used the true one up


async def test_a_link_of_another_key_is_refused(house, visitor, tmp_path):
    other = Passes.from_file(tmp_path / "other.key", house.db)
    secret = await other.link(ADMIN, "en", house.clock.now())
    base = address(await house.link(), "/open")
    assert (await visitor.get(f"{base}?pass={quote(secret)}")).status == 403


async def test_a_link_is_no_session_and_a_session_is_no_link(house, visitor):
    link = await house.link()
    secret = parse_qs(urlsplit(link).query)["pass"][0]
    async with aiohttp.ClientSession(cookies={"atelier": secret}) as another:
        assert (await another.get(address(link, "/overview"))).status == 403
    cookie = (await use(visitor, link))[1]
    reply = await visitor.post(address(link, "/open"), data={"pass": cookie.value}, allow_redirects=False)
    assert reply.status == 403


async def test_a_session_ends_after_twelve_hours_by_signing_out_and_with_the_owner(house, visitor):
    for end in ("time", "sign out", "no owner"):
        link = await house.link()
        assert (await use(visitor, link))[0] == 303
        page = address(link, "/overview")
        assert (await visitor.get(page)).status == 200
        if end == "time":
            house.clock.at += 12 * 3600
        elif end == "sign out":
            kept = {one.key: one.value for one in visitor.cookie_jar}
            await visitor.post(address(link, "/close"))
            visitor.cookie_jar.update_cookies(kept)
        else:
            house.admins.clear()
        assert (await visitor.get(page)).status == 403, end


async def test_without_a_pass_nothing_is_told_and_other_names_and_methods_are_refused(house, visitor):
    link = await house.link()
    for path in ("/overview", "/money.json", "/money.csv?table=credits", "/nothing", "/people"):
        reply = await visitor.get(address(link, path))
        assert reply.status == 403, path
        assert "Lan" not in await reply.text()
        assert reply.headers["Cache-Control"] == "no-store"
    assert (await visitor.get(link, headers={"Host": "evil.example"})).status == 421
    assert (await visitor.post(address(link, "/overview"))).status == 405
    assert (await use(visitor, link))[0] == 303
    for path in ("/nothing", "/overview?span=year", "/money.csv?table=nothing", "/../web.key", "/style.css/../a.db"):
        assert (await visitor.get(address(link, path))).status in {404, 403}, path


async def test_neither_link_nor_session_is_kept_as_it_is_and_the_key_is_ours_alone(house, visitor):
    link = await house.link()
    cookie = (await use(visitor, link))[1]
    kept = [value for row in house.rows("SELECT name FROM web_pass") for value in row]
    assert kept
    assert not any(value in link or value in cookie.value for value in kept)
    assert stat.S_IMODE(house.key.stat().st_mode) == 0o600
    house.key.write_bytes(b"short")
    with pytest.raises(SettingsError, match="no key of ours"):
        Passes.from_file(house.key, house.db)
