"""How far counts of upstream's faults depend on how they are counted.

    python benchmarks/counts.py --builds DIR

Reads builds of upstream's data that lie in DIR/NAME. Of hatecheck and crows-pairs: how many pairs
differ in several places, by what is a token. Of amcd: what the clue words of a sentence give away
of its label, if a sentence may be judged by itself or not, in the English sentences of a split.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from irrealis.build import read_rows
from irrealis.store import read_record

TOKENS: dict[str, Callable[[str], list[str]]] = {
    "words and marks": lambda text: re.findall(r"\w+|[^\w\s]", text),
    "parts between white space": str.split,
    "the same in lower case": lambda text: text.lower().split(),
    "words alone, in lower case": lambda text: re.findall(r"\w+", text.lower()),
}


def rows_of(build: Path, config: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a config, each with its split."""
    record = read_record(build)
    for split in record.splits:
        for row in read_rows(build, record, config=config, split=split):
            yield split, row


def places(before: list[str], after: list[str]) -> int:
    """How many places differ, if as many tokens as possible stay."""
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(tag != "equal" for tag, *_ in found)


def replaced_places(before: list[str], after: list[str]) -> int:
    """How many places differ, if as few tokens as possible are put in, taken out or replaced."""
    count, reached = 0, (-1, -1)
    for edit in Levenshtein.opcodes(before, after):
        if edit.tag != "equal":
            count += (edit.src_start, edit.dest_start) != reached
            reached = edit.src_end, edit.dest_end
    return count


def several_edits(build: Path) -> Iterator[tuple[str, int, int]]:
    """Of each way to split a text the pairs with several places, by both ways to compare."""
    pairs = [
        (row["original"]["text"], row["counterfactual"]["text"])
        for _, row in rows_of(build, "pairs")
    ]
    for name, tokens in TOKENS.items():
        split = [(tokens(before), tokens(after)) for before, after in pairs]
        kept, replaced = (
            sum(count(*pair) > 1 for pair in split) for count in (places, replaced_places)
        )
        yield name, kept, replaced


def clue_scores(rows: list[dict[str, Any]], *, itself: bool) -> tuple[float, float]:
    """F1 of the counterfactual label and macro F1, by the label of most with the same clues."""
    keys = [frozenset(clue["text"].lower() for clue in row["clues"]) for row in rows]
    labels = [row["is_counterfactual"] for row in rows]
    votes = Counter(zip(keys, labels, strict=True))
    own = 0 if itself else 1
    guesses = [
        votes[key, 1] - own * label > votes[key, 0] - own * (1 - label)
        for key, label in zip(keys, labels, strict=True)
    ]
    right = [Counter(zip(guesses, labels, strict=True))[label, label] for label in (1, 0)]
    sizes = [guesses.count(bool(label)) + labels.count(label) for label in (1, 0)]
    scores = [2 * hits / size for hits, size in zip(right, sizes, strict=True)]
    return scores[0], sum(scores) / 2


def main() -> None:
    """Print the counts."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--builds", type=Path, required=True, help="folder of builds")
    given = arguments.parse_args()
    print("| dataset | tokens | several places | the same, by replaced tokens |\n|---|---|---|---|")
    for name in ("hatecheck", "crows-pairs"):
        for tokens, kept, replaced in several_edits(given.builds / name):
            print(f"| {name} | {tokens} | {kept:,} | {replaced:,} |")
    print("\n| amcd, English | judged by | F1 | macro F1 |\n|---|---|---|---|")
    splits: dict[str, list[dict[str, Any]]] = {}
    for split, row in rows_of(given.builds / "amcd", "native"):
        if row["language"] == "en":
            splits.setdefault(split, []).append(row)
    for split, rows in splits.items():
        for itself, judges in ((False, "all others"), (True, "all, and itself")):
            scores = clue_scores(rows, itself=itself)
            print(f"| {split} | {judges} | {scores[0]:.3f} | {scores[1]:.3f} |")


if __name__ == "__main__":
    main()
