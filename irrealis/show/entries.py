"""Pairs as a page shows them: what its script reads, and what stands there without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import orjson

from irrealis.contract import canonical, replay, text_view
from irrealis.errors import IrrealisError
from irrealis.show.labels import clip, label_changes, setting

Entry = list[Any]


def prove(row: Mapping[str, Any], *, dataset: str, split: str) -> None:
    """See that the edits of a pair make its counterfactual.

    Raises:
        IrrealisError: they do not, or it is no pair.
    """
    try:
        made = replay(row["original"], row["edits"])
        found = None if made == text_view(row["counterfactual"]) else "another text"
    except (KeyError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {error}"
    if found is not None:
        raise IrrealisError(
            "the edits do not turn the original into the counterfactual",
            dataset=dataset,
            split=split,
            row=None if row.get("id") is None else str(row["id"]),
            field="edits",
            found=found,
            hint="irrealis check of its folder lists every failure",
        )


def named(row: Mapping[str, Any], *, dataset: str, split: str) -> None:
    """Check that a row of a dataset without pairs has its two ids.

    Raises:
        IrrealisError: it lacks one.
    """
    for name in ("id", "original_id"):
        if not isinstance(row.get(name), str):
            raise IrrealisError(
                "a row without an id, in a dataset without pairs",
                dataset=dataset,
                split=split,
                field=name,
                expected="a string",
                found=repr(row.get(name)),
            )


@dataclass
class Originals:
    """Texts of originals, each once however many counterfactuals it has.

    An entry is [original_id, texts], and the names of the texts if they are not the `fields`.
    """

    entries: list[list[Any]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    _places: dict[bytes, int] = field(default_factory=dict)

    def place(self, row: Mapping[str, Any]) -> int:
        """Where the original of a pair stands in `entries`, to which it is added if it is new."""
        texts = texts_of(row)
        key = canonical([row["original_id"], texts])
        place = self._places.setdefault(key, len(self.entries))
        if place == len(self.entries):
            self.fields = self.fields or list(texts)
            own = [list(texts)] if list(texts) != self.fields else []
            self.entries.append([row["original_id"], list(texts.values()), *own])
        return place


def texts_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The texts of an original, and what is asked of it."""
    asked = {"query": row["query"]} if "query" in row else {}
    return {**text_view(row["original"]), **asked}


def pair_entry(split: str, row: Mapping[str, Any], originals: Originals) -> Entry:
    """What the page knows of a pair, as report.js reads it.

    Offsets count UTF-16 units, as JavaScript does, not code points.
    """
    texts = texts_of(row)
    names = list(texts)
    units = {name: _units(text) for name, text in texts.items()}
    return [
        row["id"],
        originals.place(row),
        split,
        row["label_effect"],
        words_changed(row["edits"]),
        [
            [
                names.index(edit["field"]),
                _at(units[edit["field"]], edit["start"]),
                _at(units[edit["field"]], edit["end"]),
                edit["after"],
            ]
            for edit in row["edits"]
        ],
        [
            [
                change["kind"],
                change["target"],
                _value(change["from"]),
                _value(change["to"]),
                change["source"],
                change["source_name"],
            ]
            for change in row["intervention"]
        ],
        label_changes(row["label_original"], row["label_counterfactual"]),
        f"{row['evidence']['kind']}: {clip(row['evidence']['detail'])}",
        clip(" ".join(str(row["generator"][key]) for key in ("kind", "name", "version"))),
    ]


def _value(value: object) -> str:
    """A value of an intervention; a text is shown whole."""
    return value if isinstance(value, str) else setting(value)


def _units(text: str) -> list[int] | None:
    """UTF-16 units before each character; None where they are the characters themselves."""
    if not text or max(text) <= "\uffff":
        return None
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def _at(units: list[int] | None, place: int) -> int:
    return place if units is None else units[place]


def words_changed(edits: Iterable[Mapping[str, Any]]) -> int:
    """Words that edits take out or put in, whichever are more, summed over the edits.

    Part of a word counts as one. This is the number of word insertions, deletions and substitutions
    of the alignment that the edits give, so never less than the Levenshtein distance over words.

    >>> words_changed([{"before": "very good", "after": "bad"}, {"before": "", "after": "not "}])
    3
    """
    return sum(max(len(edit["before"].split()), len(edit["after"].split())) for edit in edits)


def static_pair(split: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A pair as the template shows it to a browser without JavaScript."""
    changed = label_changes(row["label_original"], row["label_counterfactual"])["changed"]
    return {
        "id": row["id"],
        "split": split,
        "original_id": clip(row["original_id"]),
        "effect": row["label_effect"],
        "words": words_changed(row["edits"]),
        "interventions": [
            (
                clip(change["kind"]),
                clip(change["target"]),
                setting(change["from"]),
                setting(change["to"]),
            )
            for change in row["intervention"][:6]
        ],
        "labels": changed[:6],
        "texts": list(sides(row)),
    }


Pieces = list[tuple[str, bool]]


def sides(row: Mapping[str, Any]) -> Iterator[tuple[str, Pieces, Pieces]]:
    """Each text of a pair: its name, and its pieces before and after, with whether they are edited.

    The last is the query, where the pair has one.
    """
    for name, text in texts_of(row).items():
        before: Pieces = []
        after: Pieces = []
        reached = 0
        for edit in row["edits"]:
            if edit["field"] == name:
                for side, changed in ((before, edit["before"]), (after, edit["after"])):
                    side += [(text[reached : edit["start"]], False), (changed, True)]
                reached = edit["end"]
        for side in (before, after):
            side.append((text[reached:], False))
        yield name, before, after


def script_json(value: object) -> str:
    """JSON that is safe inside of a script element, whatever its texts hold."""
    text = orjson.dumps(value).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
