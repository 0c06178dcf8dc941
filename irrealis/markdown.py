"""Markdown of text that anyone may have written."""

from __future__ import annotations

import re
from collections.abc import Iterable

WIDEST = 160  # characters of a value


def escape(value: object) -> str:
    """A value on one line, such that Markdown and HTML show it as it is.

    >>> print(escape("<b>a|b</b>\\n- `x` *y*"))
    &lt;b&gt;a\\|b&lt;/b&gt; - \\`x\\` \\*y\\*
    """
    if isinstance(value, Markdown):
        return value
    # the start of a line may also begin a list, a heading or a rule; a number such as -1.5 does not
    return re.sub(r"^(\d+(?=[.)](?!\d))|(?=[-+=#](?!\d)))", r"\1\\", inline(fold(str(value))))


class Markdown(str):
    """Text that is Markdown already, and is printed as it is."""

    __slots__ = ()


def inline(text: str) -> str:
    """Escape what has a meaning anywhere in a line."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"[\\`*_\[\]|~$]", r"\\\g<0>", text)


def fold(text: str) -> str:
    """A text on one line, without control characters."""
    # control characters, and those that turn the direction of all that follows
    unsafe = r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    return re.sub(unsafe, "\ufffd", " ".join(text.split()))


def clip(text: str, longest: int = WIDEST) -> str:
    """A text of at most so many characters, with an ellipsis where it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def code(value: object) -> Markdown:
    """A name as code; what is not a plain name is escaped text, which is safe in a table too."""
    text = fold(str(value))
    if re.fullmatch(r"[\w .,:;/+=()\[\]{}'\"-]+", text, re.ASCII):
        return Markdown(f"`{text}`")
    return Markdown(escape(clip(text)))


def codes(values: Iterable[str]) -> Markdown:
    """Names as code, separated by commas."""
    return Markdown(", ".join(map(code, values)))


def fenced(text: str, language: str) -> Markdown:
    """A fenced code block that the text cannot end."""
    lines = [re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", line) for line in text.splitlines()]
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markdown("\n".join([f"{fence}{language}", *lines, fence]))


def link(text: str, url: str) -> Markdown:
    """A link whose text is escaped and whose target cannot end it."""
    target = url.replace("<", "%3C").replace(">", "%3E")
    return Markdown(f"[{escape(text)}](<{target}>)")
