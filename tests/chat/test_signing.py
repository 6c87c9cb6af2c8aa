"""Button data: ours is read, everything else is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.signing import Signer
from bot.errors import SettingsError

SIGNER = Signer(b"k" * 32)


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=16, max_size=16))
def test_a_nonce_comes_back_and_fits_a_button(nonce):
    data = SIGNER.data(nonce)
    assert len(data.encode()) <= 64
    assert SIGNER.nonce(data) == nonce
    assert Signer(b"x" * 32).nonce(data) is None


@given(st.text(max_size=80))
def test_whatever_else_is_pressed_is_nothing(data):
    assert SIGNER.nonce(data) is None


def test_half_a_letter_is_nothing_too():
    assert SIGNER.nonce("v1.\ud83d.\ud83d") is None


@given(st.integers(0, 40), st.characters(codec="ascii"))
def test_one_changed_letter_is_nothing(place, letter):
    data = SIGNER.data("N" * 16)
    place %= len(data)
    if data[place] != letter:
        assert SIGNER.nonce(data[:place] + letter + data[place + 1 :]) is None


@pytest.mark.parametrize("content", [b"", b"k" * 31, b"k" * 33])
def test_a_key_that_is_not_whole_stops_the_start(tmp_path, content):
    path = tmp_path / "button.key"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="delete it"):
        Signer.from_file(path)


def test_what_a_kill_left_of_a_key_is_no_key(tmp_path):
    (tmp_path / ".button.key.part").write_bytes(b"k")
    Signer.from_file(tmp_path / "button.key")
    assert [path.name for path in tmp_path.iterdir()] == ["button.key"]


def test_the_key_is_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "deep" / "button.key"
    data = Signer.from_file(path).data("n" * 16)
    assert Signer.from_file(path).nonce(data) == "n" * 16
    assert path.stat().st_mode & 0o077 == 0
    assert len(path.read_bytes()) == 32
