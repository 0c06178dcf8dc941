"""What must hold of the other forms of a question: open, among passages, not to be answered."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pandera.polars as pa
import polars as pl
from irrealis.schemas.ifqa_style_checker import Paper, Reader, Underivable, Untold

from irrealis.check import Found, Row
from irrealis.contract import Table
from irrealis.text.tokens import stands_in

_STRINGS = pl.List(pl.String())
_ID = pa.Check.str_matches(r"^[0-9a-f]{16}$")
_NAME = pa.Check.str_length(min_value=1)
_BASE: dict[str, pa.Column] = {
    "idx": pa.Column(pl.Int64, pa.Check.ge(0)),
    "question": pa.Column(pl.String, _NAME),
    "answers": pa.Column(_STRINGS),
}


def _table(columns: dict[str, pa.Column], *, key: str, holds: str) -> Table:
    return Table(pa.DataFrameSchema(columns, strict=True, ordered=True), key=key, holds=holds)


PASSAGES = _table(
    {
        "id": pa.Column(pl.String, _ID),
        "title": pa.Column(pl.String, _NAME),
        "text": pa.Column(pl.String),
    },
    key="id",
    holds="the text of every document of the split, to retrieve from",
)
FORMS = {
    "open": _table(
        {**_BASE, "title": pa.Column(pl.String, _NAME)},
        key="question",
        holds="the questions of `native` without their passage, with the title of its document",
    ),
    "distractors": _table(
        {**_BASE, "context": pa.Column(_STRINGS), "gold": pa.Column(pl.Int64, pa.Check.ge(0))},
        key="question",
        holds="the questions of `native` among passages of other documents that name nothing that "
        "the question names; `gold` is the place of the one that answers it",
    ),
    "unanswerable": _table(
        {
            **_BASE,
            "context": pa.Column(_STRINGS),
            "document": pa.Column(pl.String, _ID),
            "missing": pa.Column(pl.Struct({"subject": pl.String(), "relation": pl.String()})),
        },
        key="question",
        holds="questions that their passage does not answer, with the fact that it does not tell",
    ),
}
# words by which a passage may tell what no label says
_MAY_TELL = {
    "P569": r"\bborn\b|\bbirth|\bage\b|\baged\b|\byears? old\b|-year-old",
    "P19": r"\bborn\b|\bbirth|\bnative\b|\braised\b|\bgrew up\b|\bhome ?town",
    "P577": r"\b[12]\d{3}\b",
    "P571": r"\b[12]\d{3}\b|\bfound(?:ed|ing|ation|er)|\bestablish|\bformed",
}


def passage_fault(row: Row) -> Found:
    """The id of a passage follows from its title and text."""
    want = hashlib.sha256(f"{row['title']}\0{row['text']}".encode()).hexdigest()[:16]
    if row["id"] != want:
        yield "id", "id", f"{want}, from title and text", row["id"]


def helpful(row: Row, paper: Paper, own: str) -> Found:
    """Passages that might answer a question besides its own; or it is not where `gold` says."""
    passages, gold = row["context"], row["gold"]
    if len(set(passages)) != len(passages) or len(passages) < 2:
        yield "distractors", "context", "two or more passages, each once", len(passages)
    if gold >= len(passages) or passages[gold] != own:
        yield "distractors", "gold", "the place of the passage of the document", gold
        return
    try:
        things = set(re.findall(r"⟦(\d+)⟧", paper.masked(row["question"])))
    except Underivable as error:
        yield "distractors", "question", "names that one thing bears", str(error)
        return
    names = frozenset[str]().union(*(paper.names(thing) for thing in things))
    for at, text in enumerate(passages):
        told = [name for name in sorted(names) if len(name) > 1 and stands_in(name, text)]
        if at != gold and told:
            yield "distractors", f"context[{at}]", "nothing that the question names", told[0]


def _readable(question: str, paper: Paper, untold: Untold) -> Found:
    """Why a question would have no answer even if the document told what is missing."""
    try:
        Reader(paper, None, assumed=(untold.subject, untold.relation)).counterfactual(question)
    except Underivable as error:
        yield "unanswerable", "question", "words that ask for one thing alone", str(error)


def answerable(row: Row, paper: Paper) -> Found:
    """Why a question that should have no answer may have one: it is read, and a fact is found."""
    if row["answers"]:
        yield "unanswerable", "answers", "none", row["answers"]
    missing = row["missing"]
    subject, relation = missing["subject"], missing["relation"]
    try:
        found: Any = Reader(paper, None).counterfactual(row["question"])
    except Untold as error:
        if (error.subject, error.relation) != (subject, relation):
            yield "unanswerable", "missing", [error.subject, error.relation], missing
        yield from _readable(row["question"], paper, error)
    except Underivable as error:
        yield "unanswerable", "question", "words that ask for a fact that is not told", str(error)
    else:
        yield "unanswerable", "question", "a question without an answer", sorted(found.things)
    if relation not in _MAY_TELL:
        yield "unanswerable", "missing.relation", sorted(_MAY_TELL), relation
        return
    if relation == "P19" and paper.values(subject, "P27"):
        yield "unanswerable", "missing", "nobody whose country is told", missing
    sentences = list(paper.sentences)
    if relation in ("P577", "P571") and not subject.isdecimal():
        yield "unanswerable", "missing.subject", "the number of an entity", subject
        return
    if relation in ("P577", "P571"):
        at = {sent for sent in range(len(sentences)) if paper.mentioned(subject, sent)}
        sentences = [text for sent, text in enumerate(sentences) if {sent, sent - 1} & at]
    told = next((t for t in sentences if re.search(_MAY_TELL[relation], t, re.IGNORECASE)), None)
    if told is not None:
        yield "unanswerable", "missing", f"no sentence that may tell {relation}", told[:120]
