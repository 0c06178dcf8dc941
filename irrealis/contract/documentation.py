"""Makes `docs/contract.md`: `python -m irrealis.contract.documentation > docs/contract.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from irrealis.contract.columns import MEANINGS, OPTIONAL, column_types
from irrealis.contract.fields import EQUALITY, MEANING_OF_KIND

if TYPE_CHECKING:
    import polars as pl

_HEAD = """\
# The contract of pairs

Made by `python -m irrealis.contract.documentation > docs/contract.md`; a test compares the two.

A pair is a record, the same record after one intervention, and the label that then holds. Every
dataset has a config `pairs` with the columns below, and may have more tables of pairs under other
names; all of them are checked alike. A schema module declares what differs:

```python
CONFIGS = {
    "pairs": pairs_table(
        fields=["question", Field("choices", "choices"), Field("hint", optional=True)],
        label=pl.Int64(),
        facts=pl.Struct({"rule": pl.String(), "cells": pl.List(pl.Int64())}),
    )
}
```

## Columns
"""
_TAIL = """
`original` and `counterfactual` have the dataset's fields, the labels its type of label. `from` and
`to` of an intervention are texts, or what `pairs_table(values=...)` says; `from` is null for what
was not set before.

## Fields and their text view

A name alone is a text. Any other field is a `Field(name, kind, equality=..., optional=...)`:
"""
_REST = """
The **text view** gives a record one text for each of its places. Edits are spans of these texts,
counted in characters, and name the place as their `field`: for a member of a list of choices
`choices[2]`. The page, the card, golden files, diffs, judges and metrics all read the text view, so
they work on every kind of field. An edit cannot add or remove a choice; a value that was null is an
empty text, so that an edit can set it.

**Equality** says when two texts are the same, which is what the checks for no-op edits, for one
text with two labels and for texts in two splits ask. `prose` compares after Unicode NFKC with white
space folded; `exact` compares as is, so that an indent or a superscript counts. Figures of words
(docs/metrics.md) are made of prose alone.

A file whose fields are not all plain texts states them in its footer, under `irrealis`.

## Identity

`id` is a hash of the dataset, `original_id`, `original` and `counterfactual`, and where there is a
column `query`, of the query and the interventions too: then one original may have several queries
and labels. `group` is a hash of the dataset and `original_id`, shared by all pairs of an original.
`pairs_table(axes=["name", "job"])` adds `coordinates`: where both sides stand in the square or grid
that the group is. No two counterfactuals of a group stand at one place (for one query).

## Certificates

`evidence.detail` is a sentence for people. An audit may write it anew from the words of the row and
compare the two, but reads nothing out of it; those of the aspect edits and of redocred-cf still do.
What an audit needs to prove the label again goes into `evidence.facts`, whose type
`pairs_table(facts=...)` declares:

```python
Evidence("rule", "2 of 3 votes say Positive", {"aspect": "food", "votes": 2, "of": 3})
```

The audit works the facts out again from the words of the row, and compares. It shares no code with
the builder, and no builder imports its own audit: a record whose rows fail becomes a reject
(`failed-check`) by itself.

What an audit must know of a dropped variant goes into `Drop(..., variant="its name")`, for a
dataset whose `CONFIGS` have `"rejects": rejects_table(variants=True)`.

## Probes

A config `probes` (`probes_table()`) asks what an edit of knowledge changed and what it left alone:
`id`, `group`, `role`, `prompt`, `answer_before`, `answer_after`. `paraphrase` asks for what was
edited in other words, so that the answer changes; `locality` asks for something else, whose answer
must stay; `portability` asks for what follows.

## Configs

`configs` in `dataset.yaml` gives a config its own `description`, `license`, `splits` (the only ones
that may have rows of it) and `parameters`, which a builder reads with `self.parameters_of(config)`.

## Side by side, and one table over datasets

`irrealis.load(NAME, "sides")` is a flat view of `pairs`, a row for each side: `id`, `group`,
`side`, `text` (several are one, each behind its name), `label` as a text, and `spans`, the
[start, end] of what was edited in the text. A prediction `{id, side, label}` can be scored.

`irrealis.load_pairs(["cebab", "build/my-dataset", "org/other@1.2.0"])` gives the pairs of several
datasets as one table with the columns above behind `dataset` and `split`. Fields are lists of
`{field, text}` by the text view; labels, values of interventions, coordinates and certificates are
the text they are, or else JSON.

## What is checked of every row

Edits are sorted, do not overlap, and replay to exactly the counterfactual. No edit, intervention or
pair changes nothing. Ids are used once and follow from the content. A group has one original and is
in one split. No text is in two splits (splits that the manifest calls alternatives count as one),
or has two labels for one query. `label_effect` agrees with the labels. Values are finite and typed
as declared. Then the dataset's own audit looks, and the gates of its manifest.
"""


def documentation() -> str:
    """The text of docs/contract.md."""
    return "\n".join([_HEAD, *_columns(), _TAIL, *_kinds(), _REST.rstrip("\n"), ""])


def _columns() -> Iterator[str]:
    import polars as pl

    text = pl.String()
    slots = {"fields": pl.Struct({"…": text}), "label": text, "value": text}
    types = column_types({**slots, "facts": pl.Struct({"…": text}), "query": text, "axes": text})
    yield "| column | type | meaning |"
    yield "| :-- | :-- | :-- |"
    for name, meaning in MEANINGS.items():
        optional = " (optional)" if name in OPTIONAL else ""
        kind = "as declared" if name in ("label_original", "label_counterfactual") else ""
        yield f"| `{name}` | {kind or _named(types[name])} | {meaning}{optional} |"


def _named(kind: pl.DataType) -> str:
    import polars as pl

    if isinstance(kind, pl.List):
        return f"list of {_named(kind.inner)}"  # type: ignore[arg-type]
    if isinstance(kind, pl.Struct):
        names = ", ".join(part.name for part in kind.fields)
        return "the fields" if names == "…" else f"{{{names}}}"
    return "integer" if kind == pl.Int64() else "text"


def _kinds() -> Iterator[str]:
    yield "| kind | value | text view | equality |"
    yield "| :-- | :-- | :-- | :-- |"
    for kind, (value, view) in MEANING_OF_KIND.items():
        yield f"| `{kind}` | {value} | {view} | {EQUALITY[kind]} |"


if __name__ == "__main__":
    sys.stdout.write(documentation())
