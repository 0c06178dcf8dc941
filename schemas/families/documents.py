"""What must hold of documents in DocRED's columns, whoever made them."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from irrealis.check import Found, Row

TYPES = ("PER", "LOC", "ORG", "MISC", "TIME", "NUM")
MENTION = pl.Struct(
    {"name": pl.String(), "pos": pl.List(pl.Int64()), "sent_id": pl.Int64(), "type": pl.String()}
)
LABEL = pl.Struct(
    {"h": pl.Int64(), "t": pl.Int64(), "r": pl.String(), "evidence": pl.List(pl.Int64())}
)
COLUMNS = {
    "title": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
    "sents": pa.Column(pl.List(pl.List(pl.String))),
    "vertexSet": pa.Column(pl.List(pl.List(MENTION))),
    "labels": pa.Column(pl.List(LABEL)),
}


def document_faults(row: Row) -> Found:
    """Mentions that overlap or are not their tokens, and labels repeated or pointing nowhere."""
    sents, entities = row["sents"], row["vertexSet"]
    taken: set[tuple[int, int]] = set()  # sentence, token
    for number, mentions in enumerate(entities):
        if not mentions:
            yield "document", f"vertexSet[{number}]", "mentions", "none"
        for place, mention in enumerate(mentions):
            where = f"vertexSet[{number}][{place}]"
            name, found = mention["name"], _tokens(sents, mention)
            if found is None or found != name:
                yield "document", f"{where}.name", found or "tokens of a sentence", mention
                continue
            tokens = {(mention["sent_id"], at) for at in range(*mention["pos"])}
            if not taken.isdisjoint(tokens):
                yield "document", where, "tokens of one mention only", mention
            taken |= tokens
    seen: set[tuple[int, int, str]] = set()
    for number, label in enumerate(row["labels"]):
        key = (label["h"], label["t"], label["r"])
        if key in seen:
            yield "document", f"labels[{number}]", "each relation of two entities once", label
        seen.add(key)
        ends = {label["h"], label["t"]}
        if len(ends) < 2 or not ends <= {*range(len(entities))}:
            yield "document", f"labels[{number}]", "two entities of the document", label
        evidence = label["evidence"]
        if evidence != sorted({*evidence}) or not {*evidence} <= {*range(len(sents))}:
            expected = "sentences of the document, in order, each once"
            yield "document", f"labels[{number}].evidence", expected, evidence
        if not label["r"]:
            yield "document", f"labels[{number}].r", "a relation", label["r"]


def squeezed(text: str) -> str:
    """A text without white space, in which tokens and running text are the same."""
    return "".join(text.split())


def text_of(row: Row) -> str:
    """The tokens of a document, squeezed."""
    return squeezed("".join(token for sent in row["sents"] for token in sent))


def _tokens(sents: list[list[str]], mention: Row) -> str | None:
    start, end = mention["pos"] if len(mention["pos"]) == 2 else (0, 0)
    if not 0 <= mention["sent_id"] < len(sents):
        return None
    sent = sents[mention["sent_id"]]
    return " ".join(sent[start:end]) if 0 <= start < end <= len(sent) else None
