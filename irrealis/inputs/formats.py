"""Records of JSON and of JSON lines."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from irrealis.errors import IrrealisError
from irrealis.inputs.download import CHUNK, MAX_BYTES
from irrealis.inputs.opening import too_large

MAX_RECORD = 1 << 26  # characters of one JSON record
_JSON = "JSON Lines or a JSON array of objects"
_PACKED = {"gzip": ".gz", "xz": ".xz", "Zstandard": ".zst"}  # and the ending that such a file needs
BINARY = frozenset({"Parquet", "a zip archive", *_PACKED})
_SIGNS = {  # how files of a format begin, each byte that is not UTF-8 as a lone surrogate
    "Parquet": ("PAR1",),
    "a zip archive": ("PK\x03\x04",),
    "gzip": ("\x1f\udc8b",),
    "xz": ("\udcfd7zXZ",),
    "Zstandard": ("(\udcb5/\udcfd",),
    "JSON": ("{", "["),
    "HTML or XML": ("<",),
}


def read_json_records(
    stream: BinaryIO, *, source: str, max_bytes: int = MAX_BYTES
) -> Iterator[dict[str, Any]]:
    r"""Yield the records of a JSON array of objects, or of JSON Lines, one at a time.

    Memory is bounded by the longest record, not by the file. The standard library's decoder reads
    each record in place: orjson wants the whole file and lets the last of two equal keys win in
    silence, and so does ijson, which would be one more dependency. orjson then writes every record
    once, which refuses what could not be hashed or stored later: unpaired surrogates, integers
    beyond 64 bits, nesting beyond 254 levels.

    Args:
        stream: UTF-8 bytes; a byte order mark is skipped.
        source: what errors call the file.
        max_bytes: the most that is read.

    Raises:
        IrrealisError: while iterating, naming source, record (from 1), line and column (from 1, in
            characters): bad JSON or UTF-8, a record that is not an object or is longer than
            64 Mi characters, equal keys, NaN or infinite numbers, text after the end, an empty
            file, or one of more than `max_bytes`.

    >>> import io
    >>> list(read_json_records(io.BytesIO(b'[{"a": 1}, {"a": 2}]'), source="x.json"))
    [{'a': 1}, {'a': 2}]
    >>> list(read_json_records(io.BytesIO(b'{"a": 1}\n{"a": 2}\n'), source="x.jsonl"))
    [{'a': 1}, {'a': 2}]
    """
    for _, record in numbered_json_records(stream, source=source, max_bytes=max_bytes):
        yield record


def numbered_json_records(
    stream: BinaryIO, *, source: str, max_bytes: int = MAX_BYTES
) -> Iterator[tuple[int, dict[str, Any]]]:
    """As `read_json_records`, each record with the line (from 1) on which it begins."""
    text = _Text(stream, source=source, max_bytes=max_bytes)
    if not text.peek():
        raise IrrealisError(f"{source} is empty", expected=_JSON)
    if text.peek() not in "[{":
        raise text.other_format()
    if not text.take("["):
        while text.peek():
            yield text.line(), text.record()
            if not text.skip() and text.peek():
                raise text.error("expected a new line after the record")
        return
    if not text.take("]"):
        yield text.line(), text.record()
        while text.take(","):
            yield text.line(), text.record()
        if not text.take("]"):
            raise text.error("expected ',' or ']' after the record")
    if text.peek():
        raise text.error("expected nothing after the array")


def kind_of(start: str) -> str | None:
    r"""What the first characters of a file show it to be; None for text of any kind.

    Args:
        start: decoded as UTF-8, with each byte that is not UTF-8 as a lone surrogate.

    >>> kind_of("PAR1"), kind_of('{"a": 1}'), kind_of("a\tb\n"), kind_of("To be.")
    ('Parquet', 'JSON', 'tab-separated values', None)
    """
    for kind, signs in _SIGNS.items():
        if start.startswith(signs):
            return kind
    columns = _columns(start)
    if columns is None:
        return None
    return "tab-separated values" if "\t" in start.partition("\n")[0] else "comma-separated values"


def other_format(source: str, start: str, *, expected: str) -> IrrealisError:
    """The error of a file that is not in the format that a reader expects.

    Args:
        source: what errors call the file.
        start: its first characters, see `kind_of`.
        expected: the format.
    """
    kind = kind_of(start) or "text"
    columns = _columns(start) if expected == _JSON and kind not in _SIGNS else None
    hint = f"convert it to {expected}"
    if kind in _PACKED:
        hint = f"unpack it, or name it {source}{_PACKED[kind]}"
    elif columns is not None:
        record = json.dumps(dict.fromkeys(columns[:6], "…"), ensure_ascii=False)
        hint = f"write each row as an object on a line of its own: {record}"
    first = start.partition("\n")[0].strip()
    return IrrealisError(
        f"{source} is in another format",
        expected=expected,
        found=kind if kind in BINARY else f"{kind}, first line {first[:60]!r}",
        hint=hint,
    )


def _columns(start: str) -> list[str] | None:
    """What the first line names, if it seems to be the header of a table."""
    header = start.partition("\n")[0].strip()
    names = header.split("\t") if "\t" in header else header.split(",")
    names = [name.strip().strip('"') for name in names]
    words = all(re.fullmatch(r"[\w .:()/-]{0,40}", name) for name in names)
    return names if len(names) > 1 and words else None


class _RefusedValue(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _RefusedValue(f"key {twice[:80]!r} is given twice in one object")
    return record


def _float(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise _RefusedValue(f"{literal[:40]} is not a finite number")
    return number


def _integer(literal: str) -> int:
    if len(literal) > 20 or not -(1 << 63) <= int(literal) < 1 << 64:  # what orjson writes
        short = literal if len(literal) <= 40 else f"{literal[:40]}… ({len(literal):,} digits)"
        raise _RefusedValue(f"{short} is an integer of more than 64 bits; give it as a text")
    return int(literal)


_LONG_INTEGERS = json.JSONDecoder(parse_int=_integer)


class _Text:
    """The unread text of a stream, with its place in the file."""

    _decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_float=_float, parse_constant=_float
    )

    def __init__(self, stream: BinaryIO, *, source: str, max_bytes: int) -> None:
        self._stream, self._source = stream, source
        self._max = self._left = max_bytes
        # Bytes that are not UTF-8 become U+DC80 to U+DCFF here, which valid UTF-8 cannot give: so
        # they are met, and reported, in the record that they are in.
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text, self._at = "", 0
        self._line, self._column = 1, 1  # of the first character of `_text`
        self._mark = (0, 1)  # a place in `_text`, and its line
        self._number = 0
        self._ended = False
        if self._more() and self._text[0] == "\ufeff":
            self._text = self._text[1:]

    def _more(self) -> bool:
        """Drop what was read, then add as much again; return False at the end of the file."""
        kept = len(self._text) - self._at
        if self._ended or kept >= MAX_RECORD:
            return False
        self._line, self._column = self._place(self._at)
        # Twice the text at every attempt keeps the work on a long record linear.
        data = self._stream.read(min(max(CHUNK, kept), self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise too_large(self._source, self._max)
        self._ended = not data
        self._text = self._text[self._at :] + self._decode(data, self._ended)
        self._at = 0
        self._mark = (0, self._line)
        return len(self._text) > kept or self._more()

    def _place(self, at: int) -> tuple[int, int]:
        newlines = self._text.count("\n", 0, at)
        if not newlines:
            return self._line, self._column + at
        return self._line + newlines, at - self._text.rfind("\n", 0, at)

    def line(self) -> int:
        """The line of the next character that is not white space."""
        self.skip()
        at, line = self._mark  # counting from there keeps the work on a file linear
        self._mark = (self._at, line + self._text.count("\n", at, self._at))
        return self._mark[1]

    def skip(self) -> bool:
        """Skip white space; return whether a line ended in it."""
        crossed = False
        while True:
            end = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            crossed = crossed or "\n" in self._text[self._at : end]
            self._at = end
            if end < len(self._text) or not self._more():
                return crossed

    def peek(self) -> str:
        """Return the next character that is not white space, or nothing at the end."""
        self.skip()
        return self._text[self._at : self._at + 1]

    def take(self, char: str) -> bool:
        if self.peek() != char:
            return False
        self._at += 1
        return True

    def other_format(self) -> IrrealisError:
        """The error of a file that does not begin as JSON does."""
        return other_format(self._source, self._text[self._at : self._at + 1_000], expected=_JSON)

    def record(self) -> dict[str, Any]:
        import orjson

        self._number += 1
        char = self.peek()
        if char != "{":
            raise self.error(
                "the record is not an object" if char else "the file ends where a record should be"
            )
        while True:
            try:
                record, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                place = error.pos - self._at
                # The record may only be cut off at the end of what was read so far.
                if self._more():
                    continue
                long = f" (or it is longer than {MAX_RECORD:,} characters)"
                raise self.error(
                    f"{error.msg}{'' if self._ended else long}", at=self._at + place
                ) from None
            except RecursionError:
                raise self.error("the record is nested too deeply") from None
            except ValueError as error:  # an integer of more digits than Python converts
                raise self.error(self._refusal() or str(error)) from None
            except _RefusedValue as error:
                raise self.error(str(error)) from None
            break
        try:
            orjson.dumps(record)
        except TypeError as error:
            message = self._refusal() or str(error)
            raise self.error(message, at=self._at, end=end) from None
        self._at = end
        return cast("dict[str, Any]", record)

    def _refusal(self) -> str:
        """Which integer of the next record has more than 64 bits; empty if none has."""
        try:
            _LONG_INTEGERS.raw_decode(self._text, self._at)
        except _RefusedValue as error:
            return str(error)
        return ""

    def error(
        self, message: str, *, at: int | None = None, end: int | None = None
    ) -> IrrealisError:
        at = self._at if at is None else at
        if broken := NOT_UTF8.search(self._text, self._at, (end or at + 1)):
            at, byte = broken.start(), ord(broken[0]) - 0xDC00
            message = f"byte 0x{byte:02X} is not UTF-8 here"
        line, column = self._place(at)
        return IrrealisError(
            f"{self._source}, record {self._number}, line {line}, column {column}: {message}",
            found=self._text[at : at + 40] or "the end of the file",
        )


_SPACE = re.compile(r"[ \t\r\n]*")
NOT_UTF8 = re.compile("[\udc80-\udcff]")
