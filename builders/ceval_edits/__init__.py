"""CEval: what people and models made of the same reviews and inferences, judged by one model.

Data: Nguyen et al., "CEval: A Benchmark for Evaluating Counterfactual Text Generation", INLG 2024.
Reviews of IMDb and inferences of SNLI were edited toward another label by two groups of people, by
MiCE, GBDA, CREST, and by LLaMA-2 at three temperatures. Upstream's classifier judged every edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import (
    BLANK,
    gathered,
    numeric,
    read_files,
    read_rows,
)

from irrealis.contract import Generator, fingerprint, normalize

LABELS = {"imdb": ("Negative", "Positive"), "snli": ("contradiction", "entailment", "neutral")}
CONTRARY = {"Negative": "Positive", "Positive": "Negative"}
MAKERS = {
    "mice": Generator("model", "MiCE", "CEval"),
    "crowd": Generator("human", "CAD crowd workers (CEval)", "INLG 2024"),
    "expert": Generator("human", "Contrast Sets experts (CEval)", "INLG 2024"),
    "llama_02": Generator("model", "LLaMA-2 (CEval)", "temperature 0.2"),
    "llama_06": Generator("model", "LLaMA-2 (CEval)", "temperature 0.6"),
    "llama_1": Generator("model", "LLaMA-2 (CEval)", "temperature 1.0"),
    "gbda": Generator("model", "GBDA", "CEval"),
    "crest": Generator("model", "CREST", "CEval"),
}
FIELDS = ("text", "premise", "hypothesis")
ASKED = ("mice", "crowd", "expert", "llama_02", "llama_06", "llama_1")  # one form of the original
REVIEW = (
    *("orig_text", "gen_text", "gen_text_2", "pred_orig_labels", "pred_gen_labels"),
    *("orig_contrast_probs", "predict_contrast_prob", "distance", "diversity", "perplexity"),
    "diff_probs",
)
INFERENCE = (
    *("orig_premise", "orig_hypothesis", "gen_premise", "gen_hypothesis", "pred_orig_labels"),
    *("pred_gen_premise_labels", "pred_gen_hypothesis_labels", "distance_premise"),
    *("distance_hypothesis", "perplexity_gen_hypothesis", "perplexity_gen_premise"),
    *("diff_premise_probs", "diff_hypothesis_probs"),
)
SPELLED = {
    ("imdb", "llama"): ("Sentiment", *REVIEW),
    ("snli", "mice"): ("orig_pred", "contrast_pred", *INFERENCE),
    ("snli", "llama"): ("Unnamed: 0", "orig_pred", "contrast_pred", *INFERENCE),
    ("snli", "gbda"): ("Unnamed: 0", *INFERENCE),
    ("snli", "crest"): ("orig_text", "gen_text", *INFERENCE),
    ("snli", "crowd"): (*INFERENCE[:2], "gold_label", *INFERENCE[2:]),
}
FILES = [(task, maker) for task in LABELS for maker in MAKERS]
FILES.remove(("snli", "expert"))
COLUMNS = ("Sentiment", "gold_label", "orig_pred", "contrast_pred", *REVIEW, *INFERENCE)
TEXTS = {name for name in COLUMNS if name.startswith(("orig_", "gen_"))} - {"orig_contrast_probs"}
FIGURES = frozenset(COLUMNS) - TEXTS - {"Sentiment", "gold_label", "contrast_pred"}
NO_SECOND = "-1"  # upstream's text where there is no second generation


class CevalEdits(PublishedBuilder):
    """Pairs each original with what every maker made of it, and with what upstream measured."""

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Originals as each maker had them, with all edits of that form."""
        kinds = {
            f"{task}/{maker}": partial(read_rows, form="csv", columns=columns_of(task, maker))
            for task, maker in FILES
        }
        rows = [
            _row(task, maker, number, found)
            for (task, maker), part in zip(FILES, read_files(files, kinds), strict=True)
            for number, found in enumerate(part, start=1)
        ]
        known: dict[str, tuple[str | None, str | None]] = {}
        for row in rows:
            gold, aim = row["Sentiment"] or row["orig_pred"], row["contrast_pred"]
            if gold:
                known.setdefault(_source(row), (gold, aim or CONTRARY[gold]))
        for row in rows:
            gold, aim = known.get(_source(row), (None, None))
            row.update(gold=gold, aim=row["gold_label"] or aim)
        for name, found in gathered((_name(row), row) for row in rows).items():
            yield _group(name, found)


def columns_of(task: str, maker: str) -> dict[str, tuple[str, ...]]:
    """The columns of a maker's file, and what each may hold: a label or a judge's number."""
    default = REVIEW if task == "imdb" else INFERENCE
    found = dict.fromkeys(SPELLED.get((task, maker.partition("_")[0]), default), BLANK)
    for name in found:
        if name in ("Sentiment", "gold_label", "orig_pred", "contrast_pred"):
            found[name] = LABELS[task]
        elif name.endswith("_labels"):
            found[name] = tuple(map(str, range(len(LABELS[task]))))
    return found


def _row(task: str, maker: str, number: int, found: Row) -> dict[str, Any]:
    names = {"id": f"{task}.{maker}.{number}", "task": task, "maker": maker}
    row = {**names, **{name: found.get(name) for name in ("gold", "aim", *COLUMNS)}}
    for name in FIGURES & found.keys():
        row[name] = numeric(found, name, kind=float, of=names["id"])
    return row


def _before(row: Row) -> dict[str, Any]:
    names = _fields(row)
    return {of: row[f"orig_{of}"] if of in names else None for of in FIELDS}


def _texts(row: Row) -> list[str]:
    return [row[f"orig_{field}"] for field in _fields(row)]


def _name(row: Row) -> str:
    """The id of the original in this form; a maker that cut or respelled it has its own."""
    return f"{row['task']}.{fingerprint([*map(normalize, _texts(row))], digits=10)}"


def _source(row: Row) -> str:
    """Which original it is, whatever the form: its first letters, and those of the hypothesis."""
    plain = [re.sub("<unk>(br />)?", "", text).casefold() for text in _texts(row)]
    letters = ["".join(filter(str.isalnum, text))[:60] for text in plain]
    return f"{row['task']} {' '.join(letters)}"


def _group(name: str, rows: list[dict[str, Any]]) -> Group:
    before = _before(rows[0])
    variants = tuple(_variant(row, before, field) for row in rows for field in _fields(row))
    errata = [
        (row["id"], "no-second", "there is no second generation")
        for row in rows
        if row["gen_text_2"] == NO_SECOND
    ]
    makers = {row["maker"] for row in rows}
    if "mice" in makers:
        task = rows[0]["task"]
        errata += [
            (maker, "no-edit", f"{maker} has no row of it")
            for maker in ASKED
            if maker not in makers and (task, maker) in FILES
        ]
    return Group(name, tuple(map(Native, rows)), variants, errata=tuple(errata))


def _fields(row: Row) -> tuple[str, ...]:
    return ("text",) if row["task"] == "imdb" else ("premise", "hypothesis")


def _variant(row: Row, before: Row, field: str) -> Variant:
    part = "" if field == "text" else f"_{field}"  # in upstream's names of figures
    labels, maker = LABELS[row["task"]], MAKERS[row["maker"]]
    judged = labels[int(row[f"pred_gen{part}_labels"])]
    # of people's edits of inferences the judge bears out half of the labels that upstream states
    human = maker.kind == "human" and row["task"] == "imdb"
    return Variant.of(
        f"{row['id']}.{field}",
        Side(before, row["gold"]),
        Side({**before, field: row[f"gen_{field}"]}, row["aim"] if human else judged),
        ("label", field, row["gold"], row["aim"]),
        kind="human" if human else "judge",
        detail=f"a person was asked for {row['aim']}"
        if human
        else f"upstream's judge says {judged}",
        facts={
            "row": fingerprint(dict(row)),
            "maker": row["maker"],
            "aim": row["aim"],
            "judge_original": labels[int(row["pred_orig_labels"])],
            "judge_counterfactual": judged,
            "distance": row[f"distance{part}"],
            "perplexity": row[f"perplexity_gen{part}" if part else "perplexity"],
        },
        fault=None if row["gold"] and row["aim"] else ("no-label", "upstream has no label of it"),
        generator=maker,
    )


BUILDER = CevalEdits
