"""Labels, parts of labels, and answers that a model gives to both sides of pairs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any, Literal

from irrealis.contract import canonical, text_view
from irrealis.errors import IrrealisError, nearest
from irrealis.score.classes import Classes, folded, plain
from irrealis.score.counting import count_pairs
from irrealis.score.facets import facets
from irrealis.score.formulas import Judged, exact_match, moved, normalized_answer, token_f1
from irrealis.score.predictions import Line, Predictions, quoted
from irrealis.score.result import FIRST, SIDES, Figures, Found, gaps
from irrealis.store import Folder

_NOTHING: Any = object()
Others = Literal["error", "wrong"]


@dataclass(slots=True)
class _Pair:
    split: str
    id: str
    group: str
    original: bytes  # a digest of the original
    gold: tuple[Any, Any]  # labels of both sides
    facets: tuple[str, ...]
    choices: tuple[list[str], list[str]] | None  # of both sides, where they are a field
    predicted: list[Any] = field(default_factory=lambda: [_NOTHING, _NOTHING])
    likely: list[dict[str, float] | None] = field(default_factory=lambda: [None, None])


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be scored, and how; see `scoring.score`."""

    splits: Sequence[str]
    chosen: Sequence[str]
    config: str
    ignore: Sequence[str]
    by: Sequence[str]
    others: Others
    whole: bool


def score_labels(folder: Folder, source: Predictions, asked: Asked, *, native: bool) -> Found:
    """Score labels; `native` if they are for rows of native_mix, not for sides of pairs."""
    if native:
        _check_native(folder, source, asked.splits)
    pairs, places = _read_pairs(folder, asked, native=native)
    elsewhere = _elsewhere(folder, asked, "native_mix" if native else asked.config) - places.keys()
    kind = _kind(folder, pairs)
    classes = _classes(folder, asked, kind)
    taking = _Taking(source, asked, kind, classes, pairs)
    unused = 0
    for line, record in source.records():
        name = source.text(line, record, "id")
        side = None if native else _side_of(source, line, record)
        taking.once(line, name, side, record)
        if name in elsewhere:
            continue
        if name not in places:
            raise source.error(
                line,
                "no such id in the data",
                row=name,
                field="id",
                expected=f"the id of a {'row of native_mix' if native else 'pair'} of "
                f"{', '.join(asked.splits)}",
                found=name,
            )
        unused += not places[name]
        taking.take(
            line, name, record, [place for place in places[name] if side in (None, place[1])]
        )
    _one_answer_a_text(pairs, source)
    splits, notes = _gaps(folder, pairs, source, asked)
    if unused:
        notes.append(f"{unused} predictions are for rows of native_mix that are in no pair.")
    parts = _by_part(pairs, kind, taking.parts)
    units, counts = _judged(parts, kind, splits=splits, ignore=asked.ignore)
    notes += taking.notes()
    count = partial(count_pairs, answers=kind == "answers")
    return Found(kind, "pairs", units, count, counts, tuple(notes))


def _side_of(source: Predictions, line: Line, record: Mapping[str, Any]) -> int:
    """Which side of a pair a prediction is for, as a place in `SIDES`."""
    given = source.text(line, record, "side")
    if given not in SIDES:
        raise source.error(
            line, "no such side", row=source.text(line, record, "id"), field="side",
            expected=" or ".join(SIDES), found=given,
        )  # fmt: skip
    return SIDES.index(given)


def _gaps(
    folder: Folder, pairs: Sequence[_Pair], source: Predictions, asked: Asked
) -> tuple[list[str], list[str]]:
    """The splits that can be scored, and notes on sides of pairs without a prediction."""
    lacking: dict[str, list[str]] = {split: [] for split in asked.splits}
    sizes = dict.fromkeys(asked.splits, 0)
    for pair in pairs:
        for at, side_name in enumerate(SIDES):
            sizes[pair.split] += 1
            if pair.predicted[at] is _NOTHING:
                lacking[pair.split].append(f"{pair.id} ({side_name})")
    return gaps(
        folder, lacking, {split: size for split, size in sizes.items() if size},
        of="sides of pairs", source=source, whole=asked.whole, asked=asked.chosen,
    )  # fmt: skip


def _judged(
    parts: Mapping[str, Sequence[_Asked]],
    kind: str,
    *,
    splits: Sequence[str],
    ignore: Sequence[str],
) -> tuple[dict[str, dict[str, Sequence[Judged]]], dict[str, dict[str, Figures]]]:
    """By part and split: the pairs that have both labels and predictions, and counts of others."""
    units: dict[str, dict[str, Sequence[Judged]]] = {}
    counts: dict[str, dict[str, Figures]] = {}
    for part, rows in parts.items():
        for split in splits:
            here = [row for row in rows if row.pair.split == split]
            labeled = [row for row in here if row.has_label(kind, ignore)]
            predicted = [row for row in labeled if _NOTHING not in row.predicted]
            units.setdefault(part, {})[split] = [row.judged(kind) for row in predicted]
            counts.setdefault(part, {})[split] = {
                "without_label": len(here) - len(labeled),
                "without_prediction": len(labeled) - len(predicted),
            }
    return units, counts


@dataclass(slots=True)
class _Asked:
    """A pair as far as one part of its label goes."""

    pair: _Pair
    gold: tuple[Any, Any]
    predicted: tuple[Any, Any]

    def has_label(self, kind: str, ignore: Sequence[str]) -> bool:
        if kind == "answers":
            return all(gold and gold[0] not in ignore for gold in self.gold)
        return not any(gold is None or gold in ignore for gold in self.gold)

    def judged(self, kind: str) -> Judged:
        pair, gold, predicted = self.pair, self.gold, self.predicted
        f1: tuple[float, float] | None = None
        if kind == "answers":
            right = [
                exact_match(answer, answers)
                for answer, answers in zip(predicted, gold, strict=True)
            ]
            f1 = (token_f1(predicted[0], gold[0]), token_f1(predicted[1], gold[1]))
            predicted_flip = normalized_answer(predicted[0]) != normalized_answer(predicted[1])
        else:
            gold = plain(gold[0]), plain(gold[1])
            right = [answer == label for answer, label in zip(predicted, gold, strict=True)]
            predicted_flip = predicted[0] != predicted[1]
        before, after = pair.likely
        effect = None
        if before and after and kind == "labels":
            effect = moved(before, after, label=gold[1] if gold[0] != gold[1] else None)
        return Judged(
            id=pair.id,
            group=pair.group,
            original=(pair.group, pair.original),
            original_right=right[0],
            counterfactual_right=right[1],
            predicted_flip=predicted_flip,
            is_flip=gold[0] != gold[1],
            f1=f1,
            moved=effect,
            facets=pair.facets,
        )


@dataclass(slots=True)
class _Taking:
    """Puts what was predicted beside the pairs, and refuses what cannot be meant."""

    source: Predictions
    asked: Asked
    kind: str
    classes: Mapping[str, Classes]
    pairs: Sequence[_Pair]
    lines: dict[tuple[str, int | None, Any], Line] = field(default_factory=dict)
    parts: dict[str, None] = field(default_factory=dict)  # that were predicted
    strange: Counter[str] = field(default_factory=Counter)

    def once(self, line: Line, name: str, side: int | None, record: Mapping[str, Any]) -> None:
        """Refuse a second prediction for the same."""
        part = record.get("part")
        if part is not None and not isinstance(part, str):
            raise self.source.error(
                line, "part is not a text", row=name, field="part",
                expected="a text, or nothing", found=part,
            )  # fmt: skip
        key = (name, side, part)
        if key in self.lines:
            before = self.lines[key]
            raise self.source.error(
                line,
                "a second prediction for the same",
                row=name,
                expected="one",
                found=f"another in {f'line {before}' if isinstance(before, int) else before}",
                hint="of several runs or epochs, score one",
            )
        self.lines[key] = line

    def take(
        self, line: Line, name: str, record: Mapping[str, Any], at: Sequence[tuple[int, int]]
    ) -> None:
        """Note what a record says of sides of pairs."""
        source, kind = self.source, self.kind
        if "label" not in record:
            if source.folded:
                return  # a sample that ended in an error
            raise source.error(line, "no label", row=name, field="label", expected=_EXPECTED[kind])
        value = record["label"]
        if (part := record.get("part")) is not None and kind == "parts":
            value = {part: value}
        likely = source.likely(line, record)
        for number, side in at:
            pair = self.pairs[number]
            if kind == "parts" and isinstance(value, dict) and (leaves := dict(_leaves(value))):
                predicted = {} if pair.predicted[side] is _NOTHING else pair.predicted[side]
                for path, leaf in leaves.items():
                    gold = dict(_leaves(pair.gold[side])).get(path)
                    predicted[path] = self._label(line, name, path, leaf, gold)
                pair.predicted[side] = predicted
            elif kind == "answers" and isinstance(value, str):
                pair.predicted[side] = value
            elif kind == "labels" and isinstance(value, str | int):
                gold = pair.gold[side]
                if pair.choices and isinstance(value, str):
                    value = _of_choices(value, gold, pair.choices[side], fold=source.folded)
                pair.predicted[side] = self._label(line, name, "", value, gold)
                pair.likely[side] = likely
            else:
                raise source.error(
                    line, "a label of another kind than the data's", row=name, field="label",
                    expected=_EXPECTED[kind], found=record["label"],
                )  # fmt: skip

    def _label(self, line: Line, name: str, part: str, value: Any, gold: Any) -> Any:
        if part not in self.classes and self.kind == "parts":
            known = ", ".join(sorted(self.classes))
            raise self.source.error(
                line, f"no label of the data has a part {part}{nearest(part, self.classes)}",
                row=name, field="label", expected=known, found=part,
            )  # fmt: skip
        self.parts[part] = None
        classes = self.classes[part]
        predicted, fits = classes.read(value, fold=self.source.folded)
        if not fits:
            if self.asked.others == "error":
                raise self.source.error(
                    line,
                    f"no label of the data{nearest(str(predicted), classes.names)}",
                    row=name,
                    field=f"label.{part}" if part else "label",
                    expected=", ".join(sorted(classes.names)),
                    found=value,
                    hint="correct it; --others wrong counts such predictions as wrong",
                )
            self.strange[str(predicted)] += 1
        if not classes.names and self.source.folded and isinstance(predicted, str):
            known = plain(gold)
            return (
                known
                if isinstance(known, str) and folded(known) == folded(predicted)
                else predicted
            )
        return predicted

    def notes(self) -> list[str]:
        """What was predicted that is no label."""
        if not self.strange:
            return []
        some = ", ".join(quoted(label) for label, _ in self.strange.most_common(FIRST))
        return [
            f"{self.source.title}: {self.strange.total()} predictions are no label of the data and "
            f"count as wrong, such as {some}."
        ]


def _of_choices(value: str, gold: Any, choices: Sequence[str], *, fold: bool) -> Any:
    """The label of a choice that was named by its text: its place, or the text that it is."""
    if value not in choices and fold:
        value = next((choice for choice in choices if folded(choice) == folded(value)), value)
    if value not in choices:
        return value
    at = list(choices).index(value)
    if isinstance(gold, int):
        return at
    return str(at) if isinstance(gold, str) and gold.isdecimal() and gold not in choices else value


def _read_pairs(
    folder: Folder, asked: Asked, *, native: bool
) -> tuple[list[_Pair], dict[str, list[tuple[int, int]]]]:
    """The pairs, and for each id the pairs and sides that a prediction for it is for."""
    pairs: list[_Pair] = []
    places: dict[str, list[tuple[int, int]]] = {}
    texts: dict[bytes, list[tuple[int, int]]] = {}
    interned: dict[bytes, Any] = {}
    own = [field.name for field in folder.fields(asked.config) if field.kind == "choices"]
    for split in asked.splits:
        for row in folder.pairs(split, config=asked.config):
            number = len(pairs)
            gold = tuple(
                interned.setdefault(canonical(row[f"label_{side}"]), row[f"label_{side}"])
                for side in SIDES
            )
            choices = [row[side][own[0]] or [] for side in SIDES] if len(own) == 1 else None
            pairs.append(
                _Pair(
                    split,
                    row["id"],
                    row["group"],
                    _digest([row["original"], row.get("query")]),
                    (gold[0], gold[1]),
                    facets(row, asked.by, dataset=folder.dataset),
                    (choices[0], choices[1]) if choices else None,
                )
            )
            if native:
                for at, side in enumerate(SIDES):
                    texts.setdefault(_texts(text_view(row[side]).values()), []).append((number, at))
            else:
                places.setdefault(row["id"], []).extend([(number, 0), (number, 1)])
    if not pairs:
        raise IrrealisError(
            "there are no pairs to score", dataset=folder.dataset, split=", ".join(asked.splits)
        )
    if native:
        fields = len(text_view(row["original"]))
        places = _native_places(folder, asked.splits, texts, fields=fields)
    return pairs, places


def _elsewhere(folder: Folder, asked: Asked, config: str) -> set[str]:
    """Ids of splits that are not asked for, whose predictions are left aside."""
    return {
        row["id"]
        for split in folder.files.get(config, {})
        if split not in asked.splits
        for row in folder.rows(config, split, columns=["id"])
    }


def _classes(folder: Folder, asked: Asked, kind: str) -> dict[str, Classes]:
    """The classes of each part of the label in all splits, those that are asked for or not."""
    if kind == "answers":
        return {}
    columns = [f"label_{side}" for side in SIDES]
    labels: dict[str, list[Any]] = {}
    for split in folder.files[asked.config]:
        for row in folder.rows(asked.config, split, columns=columns):
            for column in columns:
                for part, label in _leaves(row[column]):
                    labels.setdefault(part, []).append(label)
    return {part: Classes.of(several) for part, several in labels.items()}


def _by_part(
    pairs: Sequence[_Pair], kind: str, parts: Mapping[str, None]
) -> dict[str, list[_Asked]]:
    if kind != "parts":
        return {
            "": [_Asked(pair, pair.gold, (pair.predicted[0], pair.predicted[1])) for pair in pairs]
        }
    found: dict[str, list[_Asked]] = {}
    for pair in pairs:
        golds = [dict(_leaves(label)) for label in pair.gold]
        predicted = [{} if value is _NOTHING else value for value in pair.predicted]
        for part in parts:
            found.setdefault(part, []).append(
                _Asked(
                    pair,
                    (golds[0].get(part), golds[1].get(part)),
                    (predicted[0].get(part, _NOTHING), predicted[1].get(part, _NOTHING)),
                )
            )
    return found


def _check_native(folder: Folder, source: Predictions, splits: Sequence[str]) -> None:
    """That there are rows with an id which predictions without a side can be for.

    Raises:
        IrrealisError: there are none, so that each prediction must name the side of a pair.
    """
    for split in splits:
        held = split in folder.files.get("native_mix", {})
        row = next(iter(folder.rows("native_mix", split)), {}) if held else {}
        if not isinstance(row.get("id"), str):
            raise IrrealisError(
                f"{source.title}: a prediction does not name the side of a pair that it is for",
                dataset=folder.dataset,
                split=split,
                field="side",
                expected="id, side (original or counterfactual) and label in each",
                found=", ".join(source.first())[:200],
                hint='one record for each side: {"id": PAIR, "side": "original", "label": ...}; '
                "docs/score.md shows all formats",
            )


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
        for row in folder.rows("native_mix", split):
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
    "labels": "a text, whole number or boolean",
    "parts": "an object with some parts of the label",
    "answers": "an answer, as a text",
}


def _kind(folder: Folder, pairs: Sequence[_Pair]) -> str:
    """What the labels are, by the first that there is."""
    label = next((value for pair in pairs for value in pair.gold if value is not None), None)
    if isinstance(label, dict):
        return "parts"
    if isinstance(label, str | int | bool):
        return "labels"
    if isinstance(label, list) and all(isinstance(answer, str) for answer in label):
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


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Parts of a label that are one value, by their path."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif not isinstance(value, list):
        yield path, value


def _one_answer_a_text(pairs: Sequence[_Pair], source: Predictions) -> None:
    """An original with many counterfactuals is one text, so what is predicted of it is one thing.

    What is predicted of it in one pair is taken for the others, too.
    """
    seen: dict[tuple[str, bytes], _Pair] = {}
    for pair in pairs:
        if pair.predicted[0] is _NOTHING:
            continue
        held = seen.setdefault((pair.group, pair.original), pair)
        if held.predicted[0] != pair.predicted[0]:
            raise IrrealisError(
                f"{source.title}: two predictions for one original, of pairs {held.id} and "
                f"{pair.id}",
                dataset=source.dataset,
                row=pair.id,
                expected=quoted(held.predicted[0]),
                found=quoted(pair.predicted[0]),
                hint="predict each text once; if the model samples, draw once for each text",
            )
    for pair in pairs:
        same = seen.get((pair.group, pair.original))
        if pair.predicted[0] is _NOTHING and same:
            pair.predicted[0], pair.likely[0] = same.predicted[0], same.likely[0]
