"""The ZIPs of a batch: every original as it is, none larger than Telegram takes."""

import hashlib
import zipfile

from bot.chat.batch_presses import _groups, _write
from storage.assets import Asset


def asset(number, size_bytes=1, content=b"?"):
    sha256 = hashlib.sha256(content).hexdigest()
    return Asset(number, 1, 1, 1, f"{number}.png", sha256, "image/png", 1, 1, size_bytes, 0, None, "", "", 1)


def test_as_many_go_into_one_as_telegram_takes_and_what_alone_is_too_large_into_none():
    megabytes = [30, 15, 10, 60, 45, 4]
    files = [(str(number), asset(number, size * 1_000_000)) for number, size in enumerate(megabytes)]
    assert [[name for name, _ in group] for group in _groups(files)] == [["0", "1"], ["2"], ["4", "5"]]


def test_what_is_gone_or_spoilt_is_left_out(tmp_path):
    (tmp_path / "1.png").write_bytes(b"a picture")
    (tmp_path / "2.png").write_bytes(b"spoilt")
    files = [(f"0{number}-mèo", asset(number, content=b"a picture")) for number in (1, 2, 3)]
    assert _write(tmp_path / "all.zip", tmp_path, files) == 1
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist() == ["01-mèo.png"]
        assert packed.read("01-mèo.png") == b"a picture"
