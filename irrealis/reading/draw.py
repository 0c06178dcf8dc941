"""Which rows are read: drawn by hash, whatever their order and the number of files.

Groups are drawn first and of each group one row; further rows of a group only where there are fewer
groups than rows wanted. So every group has the same chance, however many rows it has.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.manifest import Manifest, Question
from irrealis.reading.form import LARGEST, Form, Item, shown
from irrealis.reading.questions import questions_of
from irrealis.show import label_changes, sides
from irrealis.store import BuildRecord, Folder

MOST = 1000  # rows of a form

Piece = tuple[str, bool]  # text, and whether it is edited


@dataclass(frozen=True)
class Shown:
    """A row as people see it: facts with a name each, and of a pair both sides of every field."""

    id: str
    split: str
    facts: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, tuple[Piece, ...], tuple[Piece, ...]], ...] = ()

    def lines(self) -> Iterator[str]:
        """The row as the text form has it: [-gone-] and {+new+} mark the edits."""
        for title, marks in (("ORIGINAL", ("[-", "-]")), ("COUNTERFACTUAL", ("{+", "+}"))):
            for name, before, after in self.fields:
                yield f"{title} ({name})" if len(self.fields) > 1 else title
                side = before if title == "ORIGINAL" else after
                yield from shown("".join(_marked(piece, marks) for piece in side))
                yield ""
        for name, value in self.facts:
            first, *more = shown(value)
            yield f"{name}: {first}"
            yield from (f"  {line}" for line in more)


def _marked(piece: Piece, marks: tuple[str, str]) -> str:
    text, edited = piece
    return text.join(marks) if edited and text else text


@dataclass(frozen=True)
class Drawn:
    """A form, and its rows as a page shows them."""

    form: Form
    rows: tuple[Shown, ...]


def build_hash(record: BuildRecord) -> str:
    """The content hash of a whole build: SHA-256 over those of its configs and splits."""
    content = {
        config: {split: part.content_hash for split, part in splits.items()}
        for config, splits in record.configs.items()
    }
    return "sha256:" + hashlib.sha256(canonical(content)).hexdigest()


def draw_form(
    folder: Folder,
    *,
    manifest: Manifest | None = None,
    size: int = 60,
    seed: int = 0,
    splits: Sequence[str] = (),
) -> Drawn:
    """Draw rows of a build and put them into a form.

    Args:
        folder: a build or a release.
        manifest: the dataset's, for its questions; without one they are those for any dataset.
        size: rows to draw; all of them where there are fewer.
        seed: another seed draws other rows.
        splits: only these.

    Raises:
        IrrealisError: the folder has no build.json, no such split, no rows, no config that a
            question is about, or the form would be larger than 16 MiB.
    """
    record = folder.record
    if record is None:
        raise IrrealisError(
            f"{folder.path} has no build.json, so the form could not record what was read",
            dataset=folder.dataset,
            hint="irrealis build NAME --out FOLDER",
        )
    if not 1 <= size <= MOST:
        raise IrrealisError("not a valid size for a form", expected=f"1 to {MOST}", found=size)
    config = record.main
    chosen = _chosen(list(record.configs[config]), splits, dataset=folder.dataset)
    keys = draw_keys(_keys(folder, config, chosen), size=size, seed=seed)
    if not keys:
        raise IrrealisError(
            "no rows to read", dataset=folder.dataset, expected="at least one row", found=0
        )
    questions = questions_of(manifest, config=config)
    rows = _shown(folder, config, keys, _about(folder, config, questions))
    form = Form(
        dataset=record.dataset,
        version=record.version,
        build=build_hash(record),
        inputs=record.inputs,
        config=config,
        splits=tuple(chosen),
        size=size,
        seed=seed,
        questions=questions,
        items=tuple(Item(shown(row.id)[0], row.split, _tight(row.lines())) for row in rows),
    )
    _refuse_large(form)
    return Drawn(form, tuple(rows))


def _chosen(known: Sequence[str], splits: Sequence[str], *, dataset: str) -> list[str]:
    """The splits that are asked for, or all, in the order of the record."""
    for split in splits:
        if split not in known:
            raise IrrealisError(
                "no such split", dataset=dataset, split=split, expected=", ".join(known)
            )
    return [split for split in known if split in splits or not splits]


def _refuse_large(form: Form) -> None:
    """Refuse a form of more than `LARGEST` bytes, which `tally` would not read."""
    if len(form.text().encode()) > LARGEST:
        raise IrrealisError(
            "the form would be too large",
            dataset=form.dataset,
            expected=f"at most {LARGEST} bytes",
            hint="a smaller --size",
        )


Key = tuple[str, str]  # split and id


def draw_keys(rows: Iterable[tuple[str, str, str]], *, size: int, seed: int) -> list[Key]:
    """The rows (split, id, group) that a seed draws, in the order of a form.

    >>> rows = [("test", "a1", "a"), ("test", "a2", "a"), ("test", "b1", "b")]
    >>> sorted(group[0] for _, group in draw_keys(rows, size=2, seed=1))
    ['a', 'b']
    """
    groups: dict[Key, list[tuple[bytes, Key]]] = defaultdict(list)
    for split, row_id, group in rows:
        key = (split, row_id)
        groups[split, group].append((_hash(seed, "row", *key), key))
    order = [
        (rank, _hash(seed, "group", *group), key)
        for group, members in groups.items()
        for rank, (_, key) in enumerate(sorted(members))
    ]
    return [key for _, _, key in sorted(order)[:size]]


def _hash(seed: int, *parts: str) -> bytes:
    return hashlib.sha256(canonical([seed, *parts])).digest()


def _keys(folder: Folder, config: str, splits: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    group = "group" if config == "pairs" else "original_id"
    for split in splits:
        for row in folder.rows(config, split, columns=("id", group)):
            yield split, str(row["id"]), str(row[group])


def _about(folder: Folder, config: str, questions: Sequence[Question]) -> tuple[str, ...]:
    """The configs whose rows stand beside the pairs, since questions are about them."""
    assert folder.record is not None  # noqa: S101 draw_form has refused it
    about = dict.fromkeys(question.about for question in questions if question.about)
    known = [name for name in folder.record.configs if name not in (config, "native", "rejects")]
    for name in about:
        if config != "pairs" or name not in known:
            raise IrrealisError(
                "a question is about a config whose rows cannot be shown in this form",
                dataset=folder.dataset,
                field="reading.about",
                expected=", ".join(known) or "no config of this build",
                found=name,
                hint="correct about: in the reading of dataset.yaml",
            )
    return tuple(about)


def _beside(
    folder: Folder, split: str, groups: Iterable[str], about: Iterable[str]
) -> dict[str, list[tuple[str, str]]]:
    """Rows of other configs, by the group of pairs that they belong to, as facts with a name."""
    found: dict[str, list[tuple[str, str]]] = {group: [] for group in groups}
    for config in about:
        lines: dict[str, list[str]] = {}
        for row in folder.rows(config, split):
            if "group" not in row:
                raise IrrealisError(
                    f"rows of {config} do not name the pairs that they belong to",
                    dataset=folder.dataset,
                    split=split,
                    field="group",
                    expected="a config of probes or of pairs",
                    found=", ".join(row),
                    hint="correct about: in the reading of dataset.yaml",
                )
            if row["group"] in found:
                lines.setdefault(row["group"], []).extend(_lines(row))
        for group, of in lines.items():
            found[group].append((config, "\n".join(of)))
    return found


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    """A probe, or both sides of a pair, as lines of a fact."""
    if "prompt" in row:
        answers = dict.fromkeys((_value(row["answer_before"]), _value(row["answer_after"])))
        yield f"{row['role']}: {row['prompt']} → {', then '.join(answers)}"
        return
    for side in ("original", "counterfactual"):
        for name, value in row[side].items():
            yield (
                f"{side} ({name}): {_value(value)}"
                if len(row[side]) > 1
                else (f"{side}: {_value(value)}")
            )


def _shown(
    folder: Folder, config: str, keys: Sequence[Key], about: Sequence[str] = ()
) -> list[Shown]:
    found: dict[Key, Shown] = {}
    groups: dict[Key, str] = {}
    for split in dict.fromkeys(split for split, _ in keys):
        wanted = {row_id for of, row_id in keys if of == split}
        rows = folder.pairs(split) if config == "pairs" else folder.rows(config, split)
        for row in rows:
            if row["id"] in wanted:
                show = _pair if config == "pairs" else _row
                found[split, row["id"]] = show(split, row)
                groups[split, row["id"]] = str(row.get("group"))
        if about:
            mine = {key: group for key, group in groups.items() if key[0] == split}
            beside = _beside(folder, split, mine.values(), about)
            for key, group in mine.items():
                found[key] = replace(found[key], facts=(*found[key].facts, *beside[group]))
    return [found[key] for key in keys]


def _pair(split: str, row: Mapping[str, Any]) -> Shown:
    changes = [
        f"{set_['kind']} {set_['target']}: {_setting(set_['from'])} → {_setting(set_['to'])}"
        for set_ in row["intervention"]
    ]
    labels = label_changes(row["label_original"], row["label_counterfactual"])
    differences = [
        f"{part}: {_value(old)} → {_value(new)}" if part else f"{_value(old)} → {_value(new)}"
        for part, old, new in labels["changed"]
    ] or [f"stays {labels['value']}"]
    if labels.get("more"):
        differences.append(f"and {labels['more']} more")
    fields = tuple((name, tuple(before), tuple(after)) for name, before, after in sides(row))
    facts = (
        ("intervention", "\n".join(changes)),
        (f"label ({row['label_effect']})", "\n".join(differences)),
    )
    return Shown(str(row["id"]), split, facts, fields)


def _row(split: str, row: Mapping[str, Any]) -> Shown:
    facts = ((name, _value(value)) for name, value in row.items() if name != "id")
    return Shown(str(row["id"]), split, tuple(facts))


def _setting(value: object) -> str:
    return "not set" if value is None else _value(value)


def _value(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    if value is None:
        return "none"
    return value if isinstance(value, str) else canonical(value).decode()


def _tight(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in lines)
