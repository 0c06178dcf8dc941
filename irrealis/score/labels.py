"""Labels, parts of labels, and answers that a model gives to both sides of pairs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from irrealis.contract import canonical, text_view
from irrealis.errors import IrrealisError
from irrealis.score.formulas import (
    Judged,
    exact_match,
    mean,
    normalized_answer,
    pair_figures,
    token_f1,
)
from irrealis.score.predictions import Predictions, quoted
from irrealis.score.result import FIRST, SIDES, Figures, Score, missing
from irrealis.store import Folder

_NOTHING: Any = object()


@dataclass(slots=True)
class _Pair:
    split: str
    id: str
    group: str
    original: bytes  # a digest of the original
    gold: tuple[Any, Any]  # labels of both sides
    said: list[Any] = field(default_factory=lambda: [_NOTHING, _NOTHING])


def score_labels(
    folder: Folder,
    source: Predictions,
    splits: Sequence[str],
    config: str,
    ignore: Sequence[str],
    *,
    native: bool,
) -> Score:
    """Score labels; `native` if they are for rows of native_mix, not for sides of pairs."""
    pairs, places = _read_pairs(folder, splits, config, native=native)
    kind = _kind(folder, pairs)
    lines: dict[tuple[str, int | None], int] = {}
    unused = 0
    for line, record in source.records():
        name = source.text(line, record, "id")
        side: int | None = None
        if not native:
            given = source.text(line, record, "side")
            if given not in SIDES:
                raise source.error(
                    line, "no such side", row=name, field="side",
                    expected=" or ".join(SIDES), found=given,
                )  # fmt: skip
            side = SIDES.index(given)
        if (name, side) in lines:
            raise source.error(
                line,
                "a second prediction for the same",
                row=name,
                expected="one",
                found=f"another in line {lines[name, side]}",
            )
        lines[name, side] = line
        if name not in places:
            raise source.error(
                line,
                "no such id in the data",
                row=name,
                field="id",
                expected=f"the id of a {'row of native_mix' if native else 'pair'} of "
                f"{', '.join(splits)}",
                found=name,
            )
        if "label" not in record:
            raise source.error(line, "no label", row=name, field="label", expected=_EXPECTED[kind])
        said = _said(source, line, name, record["label"], kind=kind)
        unused += not places[name]
        for number, at in places[name]:
            if side in (None, at):
                pairs[number].said[at] = said
    _complete(folder, pairs, source)
    _one_answer_a_text(pairs, source)
    figures, notes = _COUNTED[kind](pairs, splits, ignore)
    if unused:
        notes = (*notes, f"{unused} predictions are for rows of native_mix that are in no pair.")
    return Score(kind, figures, notes)


def _read_pairs(
    folder: Folder, splits: Sequence[str], config: str, *, native: bool
) -> tuple[list[_Pair], dict[str, list[tuple[int, int]]]]:
    """The pairs, and for each id the pairs and sides that a prediction for it is for."""
    pairs: list[_Pair] = []
    places: dict[str, list[tuple[int, int]]] = {}
    texts: dict[bytes, list[tuple[int, int]]] = {}
    interned: dict[bytes, Any] = {}
    for split in splits:
        for row in folder.pairs(split, config=config):
            number = len(pairs)
            gold = tuple(
                interned.setdefault(canonical(row[f"label_{side}"]), row[f"label_{side}"])
                for side in SIDES
            )
            pairs.append(
                _Pair(
                    split,
                    row["id"],
                    row["group"],
                    _digest([row["original"], row.get("query")]),
                    (gold[0], gold[1]),
                )
            )
            if native:
                for at, side in enumerate(SIDES):
                    texts.setdefault(_texts(text_view(row[side]).values()), []).append((number, at))
            else:
                places.setdefault(row["id"], []).extend([(number, 0), (number, 1)])
    if not pairs:
        raise IrrealisError(
            "there are no pairs to score", dataset=folder.dataset, split=", ".join(splits)
        )
    if native:
        places = _native_places(folder, splits, texts, fields=len(text_view(row["original"])))
    return pairs, places


def _native_places(
    folder: Folder,
    splits: Sequence[str],
    texts: Mapping[bytes, list[tuple[int, int]]],
    *,
    fields: int,
) -> dict[str, list[tuple[int, int]]]:
    """Which sides of pairs the rows of native_mix are: those that have the same texts."""
    places: dict[str, list[tuple[int, int]]] = {}
    taken: set[bytes] = set()
    for split in splits:
        if split not in folder.files.get("native_mix", {}):
            raise IrrealisError(
                "predictions without `side` are for rows of native_mix, which is not there",
                dataset=folder.dataset,
                split=split,
                hint='give {"id": PAIR, "side": "original", "label": ...}, as docs/score.md says',
            )
        for row in folder.rows("native_mix", split):
            if not isinstance(row.get("id"), str):
                raise IrrealisError(
                    "rows of native_mix have no id to give predictions for",
                    dataset=folder.dataset,
                    split=split,
                    hint='give {"id": PAIR, "side": "original", "label": ...}, as docs/score.md '
                    "says",
                )
            held = [value for value in row.values() if isinstance(value, str)]
            found = places.setdefault(row["id"], [])
            for some in combinations(held, fields):
                key = _texts(some)
                if key in texts and key not in taken:
                    taken.add(key)  # a text that comes twice is predicted once
                    found += texts[key]
    return places


def _texts(values: Any) -> bytes:
    return hashlib.sha256(canonical(sorted(values))).digest()[:16]


def _digest(value: object) -> bytes:
    return hashlib.sha256(canonical(value)).digest()[:16]


_EXPECTED = {
    "labels": "a label",
    "parts": "an object with some parts of the label",
    "answers": "an answer, as a text",
}


def _kind(folder: Folder, pairs: Sequence[_Pair]) -> str:
    """What the labels are, by the first that there is."""
    label = next((one for pair in pairs for one in pair.gold if one is not None), None)
    if isinstance(label, dict):
        return "parts"
    if isinstance(label, str | int | bool):
        return "labels"
    if isinstance(label, list) and all(isinstance(one, str) for one in label):
        return "answers"
    raise IrrealisError(
        "labels of this shape need another kind of predictions",
        dataset=folder.dataset,
        field="label_original",
        expected="a text, a number, an object, a list of answers; or predictions of triples, "
        '{"title": ..., "h_idx": ..., "t_idx": ..., "r": ...}',
        found=quoted(label),
        hint="docs/score.md shows the formats",
    )


def _said(source: Predictions, line: int, name: str, value: object, *, kind: str) -> Any:
    """What was said, in a form that can be compared with a label."""
    if kind == "answers" and isinstance(value, str):
        return value
    if kind == "labels" and isinstance(value, str | int):
        return value
    if kind == "parts" and isinstance(value, dict) and (parts := dict(_leaves(value))):
        return parts
    raise source.error(
        line,
        "a label of another kind than the data's",
        row=name,
        field="label",
        expected=_EXPECTED[kind],
        found=value,
    )


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Parts of a label that are one value, by their path."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif not isinstance(value, list):
        yield path, value


def _complete(folder: Folder, pairs: Sequence[_Pair], source: Predictions) -> None:
    for split in dict.fromkeys(pair.split for pair in pairs):
        names = [
            f"{pair.id} ({side})"
            for pair in pairs
            if pair.split == split
            for at, side in enumerate(SIDES)
            if pair.said[at] is _NOTHING
        ]
        if names:
            raise missing(folder, names, split=split, of="sides of pairs", source=source)


def _one_answer_a_text(pairs: Sequence[_Pair], source: Predictions) -> None:
    """An original with many counterfactuals is one text, so what is said of it is one thing."""
    seen: dict[tuple[str, bytes], _Pair] = {}
    for pair in pairs:
        held = seen.setdefault((pair.group, pair.original), pair)
        if held.said[0] != pair.said[0]:
            raise IrrealisError(
                f"{source.path.name}: two predictions for one original, of pairs {held.id} and "
                f"{pair.id}",
                dataset=source.dataset,
                row=pair.id,
                expected=quoted(held.said[0]),
                found=quoted(pair.said[0]),
                hint="predict each text once; if the model samples, draw once for each text",
            )


def _count_labels(
    pairs: Sequence[_Pair], splits: Sequence[str], ignore: Sequence[str]
) -> tuple[dict[str, dict[str, Figures]], tuple[str, ...]]:
    return _count({"": [(pair, *pair.gold, *pair.said) for pair in pairs]}, splits, ignore)


def _count_parts(
    pairs: Sequence[_Pair], splits: Sequence[str], ignore: Sequence[str]
) -> tuple[dict[str, dict[str, Figures]], tuple[str, ...]]:
    parts: dict[str, list[tuple[_Pair, Any, Any, Any, Any]]] = {}
    for name in pairs[0].said[0]:
        rows = parts[name] = []
        for pair in pairs:
            gold = [dict(_leaves(label)) for label in pair.gold]
            for at, side in enumerate(SIDES):
                if pair.said[at].keys() != pairs[0].said[0].keys():
                    raise IrrealisError(
                        "predictions with different parts of the label",
                        row=f"{pair.id} ({side})",
                        expected=", ".join(pairs[0].said[0]),
                        found=", ".join(pair.said[at]),
                    )
            rows.append((pair, *(of.get(name) for of in gold), *(of[name] for of in pair.said)))
        if all(row[1] is None and row[2] is None for row in rows):
            known = sorted({path for pair in pairs for path, _ in _leaves(pair.gold[0])})
            raise IrrealisError(
                f"no label of the data has a part {name}",
                field="label",
                expected=", ".join(known),
                found=name,
            )
    return _count(parts, splits, ignore)


def _count(
    parts: Mapping[str, Sequence[tuple[_Pair, Any, Any, Any, Any]]],
    splits: Sequence[str],
    ignore: Sequence[str],
) -> tuple[dict[str, dict[str, Figures]], tuple[str, ...]]:
    figures: dict[str, dict[str, Figures]] = {}
    notes: list[str] = []
    for part, rows in parts.items():
        absent = (None, *ignore)
        labels = {label for _, *gold, _, _ in rows for label in gold if label not in absent}
        strange = Counter(one for *_, before, after in rows for one in (before, after))
        if unknown := [label for label in strange if label not in labels]:
            what = f"label {part}" if part else "labels"
            notes.append(
                f"{sum(strange[one] for one in unknown)} predictions of {what} are no label of the "
                f"data: {', '.join(map(quoted, unknown[:FIRST]))}. Labels there are "
                f"{', '.join(map(quoted, sorted(labels, key=str)[:20]))}."
            )
        figures[part] = {}
        for split in splits:
            here = [row for row in rows if row[0].split == split]
            judged = [
                Judged(
                    group=pair.group,
                    original=(pair.group, pair.original),
                    original_right=before == gold_before,
                    counterfactual_right=after == gold_after,
                    said_flip=before != after,
                    is_flip=gold_before != gold_after,
                )
                for pair, gold_before, gold_after, before, after in here
                if gold_before not in absent and gold_after not in absent
            ]
            figures[part][split] = {
                "pairs": len(judged),
                "without_label": len(here) - len(judged),
                **pair_figures(judged),
            }
    return figures, tuple(notes)


def _count_answers(
    pairs: Sequence[_Pair], splits: Sequence[str], ignore: Sequence[str]
) -> tuple[dict[str, dict[str, Figures]], tuple[str, ...]]:
    found: dict[str, Figures] = {}
    for split in splits:
        here = [pair for pair in pairs if pair.split == split]
        kept = [pair for pair in here if all(gold and gold[0] not in ignore for gold in pair.gold)]
        judged = [
            Judged(
                group=pair.group,
                original=(pair.group, pair.original),
                original_right=exact_match(pair.said[0], pair.gold[0]),
                counterfactual_right=exact_match(pair.said[1], pair.gold[1]),
                said_flip=normalized_answer(pair.said[0]) != normalized_answer(pair.said[1]),
                is_flip=pair.gold[0] != pair.gold[1],
            )
            for pair in kept
        ]
        once = {(pair.group, pair.original): pair for pair in kept}.values()
        figures = pair_figures(judged)
        found[split] = {
            "pairs": len(kept),
            "without_label": len(here) - len(kept),
            "exact_match_original": figures.pop("accuracy_original"),
            "f1_original": mean(token_f1(pair.said[0], pair.gold[0]) for pair in once),
            "exact_match_counterfactual": figures.pop("accuracy_counterfactual"),
            "f1_counterfactual": mean(token_f1(pair.said[1], pair.gold[1]) for pair in kept),
            **figures,
        }
    return {"": found}, ()


_Counting = Callable[
    [Sequence[_Pair], Sequence[str], Sequence[str]],
    tuple[dict[str, dict[str, Figures]], tuple[str, ...]],
]
_COUNTED: dict[str, _Counting] = {
    "labels": _count_labels,
    "parts": _count_parts,
    "answers": _count_answers,
}
