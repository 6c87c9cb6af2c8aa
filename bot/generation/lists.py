"""A list of prompts: the lines of a message or a .txt file, the rows of a .csv file. What is empty counts for nothing.

A table may name its columns: ``prompt``, ``options``, and usual options by their names. Without names a row is one
prompt, commas and all.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.errors import PersonError
from bot.generation import options
from bot.generation.visible import is_visible

LIST_BYTES_MAX = 2**20
_PROMPT = ("prompt", "prompts", "words", "lời", "mô tả", "lời mô tả")
_OPTIONS = ("options", "option", "tùy chọn", "tuỳ chọn")
_DELIMITERS = ",;\t"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")  # where str.splitlines does, one at a time
_BULLET = re.compile(r"(?:[-*\u2022\u2013]|\d{1,3}[.)])\s+(?=\S)")
_EMPTY_ITEM = re.compile(r"[-*\u2022\u2013]|\d{1,3}[.)]")


def decoded(data: bytes) -> str:
    """Return the words of a file, as editors and spreadsheets save them; raises PersonError."""
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise PersonError("batch-unreadable") from None
    if "\0" in text:
        raise PersonError("batch-unreadable")
    return text


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines that show something."""
    return (line for one in _LINE.finditer(text) if (line := one[0].strip()) and is_visible(line))


def read_file(data: bytes, *, is_table: bool, keep: int) -> tuple[list[str], int]:
    """Return the first lines of a file, plain, and how many there are; raises PersonError.

    A list may be long, so it belongs in a thread.
    """
    text, kept, count = decoded(data), [], 0
    for line in rows_of(text) if is_table else lines_of(text):
        if _EMPTY_ITEM.fullmatch(line):
            continue
        count += 1
        if count <= keep:
            kept.append(line)
    return plain(kept), count


def plain(lines: list[str]) -> list[str]:
    """Return the lines; where each is an item of a list, without its bullet or number, and without empty items."""
    items = [line for line in lines if not _EMPTY_ITEM.fullmatch(line)]
    if len(items) > 1 and all(_BULLET.match(line) for line in items):
        return [_BULLET.sub("", line, count=1) for line in items]
    return items


def rows_of(text: str) -> Iterator[str]:
    """Yield a line for each row of a table, its options behind its words; raises PersonError."""
    begin = next((one[0] for one in _LINE.finditer(text) if one[0].strip()), "")
    delimiter = max(_DELIMITERS, key=begin.count)
    rows = _rows(text, delimiter)
    head = next(rows, [])
    names = [cell.casefold().lstrip("-") for cell in head]
    if not set(names) & set(_PROMPT):
        yield from (f"{delimiter} ".join(cell for cell in row if cell) for row in chain([head], rows) if row)
        return
    for number, row in enumerate(rows, 1):
        if any(row[len(names) :]):  # words with a comma and no quotes around them would lose their end
            raise PersonError("batch-columns", number=number)
        if line := _line(names, row):
            yield line


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows that are not empty; raises PersonError."""
    try:
        for row in csv.reader(io.StringIO(text, ""), delimiter=delimiter):
            cells = [cell.strip() if is_visible(cell) else "" for cell in row]
            if any(cells):
                yield cells
    except csv.Error:
        raise PersonError("batch-unreadable") from None


def _line(names: Sequence[str], row: Sequence[str]) -> str:
    named = [(name, cell) for name, cell in zip(names, row, strict=False) if cell]
    words = [cell for name, cell in named if name in _PROMPT]
    more = [cell for name, cell in named if name in _OPTIONS]
    more += [f"--{name} {cell}" for name, cell in named if options.is_usual(name)]
    return " ".join([*words, *more])
