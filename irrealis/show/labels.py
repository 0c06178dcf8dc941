"""Labels of any shape, as texts: what differs between two, and which parts are categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from irrealis.contract import canonical

MOST = 40  # differences that are spelled out
WIDEST = 300  # characters of a part


def label_changes(before: object, after: object) -> dict[str, Any]:
    """What differs between two labels, as texts: `changed` are [part, before, after].

    Parts that are equal are counted in `same`. Two lists of one length are compared place by
    place; of others it says which elements are gone or new (`before` or `after` is None). More
    than 40 differences are counted in `more`.
    """
    changed: list[list[str | None]] = []
    same = 0
    for part, old, new in _parts("", before, after):
        if old == new:
            same += 1
        else:
            changed.append([part, old, new])
    found: dict[str, Any] = {"changed": changed[:MOST], "same": same}
    if not changed:
        found["value"] = as_text(before)
    if len(changed) > MOST:
        found["more"] = len(changed) - MOST
    return found


def _parts(
    path: str, before: object, after: object
) -> Iterator[tuple[str, str | None, str | None]]:
    if isinstance(before, list) and isinstance(after, list):
        if len(before) == len(after):
            for old, new in zip(before, after, strict=True):
                short = as_text(old, short=True), as_text(new, short=True)
                same = old == new or short[0] == short[1]
                yield path, *((as_text(old), as_text(new)) if same else short)
            return
        old_texts, new_texts = Counter(map(as_text, before)), Counter(map(as_text, after))
        for text in (old_texts & new_texts).elements():
            yield path, text, text
        for text in (old_texts - new_texts).elements():
            yield path, text, None
        for text in (new_texts - old_texts).elements():
            yield path, None, text
    elif _is_struct(before) or _is_struct(after):
        old_parts = before if isinstance(before, dict) else {}
        new_parts = after if isinstance(after, dict) else {}
        for name in dict.fromkeys([*old_parts, *new_parts]):
            where = f"{path}.{name}" if path else name
            yield from _parts(where, old_parts.get(name), new_parts.get(name))
    else:
        yield path, as_text(before), as_text(after)


def _is_struct(value: object) -> bool:
    """A mapping whose parts are worth a line of their own; numbers by name are one value."""
    # a loop, not all(...): this is asked of every part of every label
    if isinstance(value, dict):
        for part in value.values():
            if not isinstance(part, int | float):
                return True
    return False


def as_text(value: object, *, short: bool = False) -> str:
    """A part of a label on one line: an element's texts side by side, then what else it has.

    `short` leaves out what else it has.
    """
    if value is None:
        return "none"
    if isinstance(value, str):
        return clip(value)
    if isinstance(value, dict):
        if all(isinstance(part, int | float) for part in value.values()):
            counted = [f"{name}: {part}" for name, part in value.items() if part]
            return clip(", ".join(counted) or "none")
        texts = [part for part in value.values() if isinstance(part, str)]
        rest = [f"{name} {as_json(part)}" for name, part in value.items() if _is_more(part)]
        return clip(" · ".join([*texts, *rest] if not short or not texts else texts))
    return as_json(value)


def _is_more(part: object) -> bool:
    return part is not None and not isinstance(part, str) and part != []


def as_json(value: object) -> str:
    """The canonical JSON of a value, clipped."""
    return clip(canonical(value).decode())


def setting(value: object) -> str:
    """What an intervention sets something from, or to, as text."""
    return "not set" if value is None else as_text(value)


def clip(text: str) -> str:
    """A text of at most `WIDEST` characters."""
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def categories(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Parts of the labels that may be categories, with their values before and after."""
    before, after = row["label_original"], row["label_counterfactual"]
    if isinstance(before, list) or isinstance(after, list):
        return  # elements come and go; no value of one stands for a value of the other

    def parts(path: str, old: object, new: object) -> Iterator[tuple[str, str, str]]:
        if _is_struct(old) or _is_struct(new):
            olds = old if isinstance(old, dict) else {}
            news = new if isinstance(new, dict) else {}
            for name in dict.fromkeys([*olds, *news]):
                where = f"{path}.{name}" if path else name
                yield from parts(where, olds.get(name), news.get(name))
        elif not isinstance(old, dict | list | float) and not isinstance(new, dict | list | float):
            yield path or "label", as_text(old), as_text(new)

    yield from parts("", before, after)


def element_categories(row: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Of labels that are lists: a part of each element before, its text, and whether it changes."""
    before, after = row["label_original"], row["label_counterfactual"]
    if not isinstance(before, list) or not isinstance(after, list):
        return
    if len(before) == len(after):
        changed = [old != new for old, new in zip(before, after, strict=True)]
    else:
        kept = {canonical(element) for element in after}
        changed = [canonical(element) not in kept for element in before]
    for element, differs in zip(before, changed, strict=True):
        if isinstance(element, dict):
            for name, part in element.items():
                if isinstance(part, str):
                    yield name, part, differs


def visible(text: str) -> str:
    """A text whose controls, which are not seen or turn what stands around them, are spelled out.

    >>> visible("a\\u202eb")
    'a[U+202E]b'
    """
    return "".join(f"[U+{ord(char):04X}]" if char in _CONTROLS else char for char in text)


_CONTROLS = frozenset(
    map(
        chr,
        (
            *range(9),
            *range(11, 32),
            *range(127, 160),
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
        ),
    )
)
