"""Rows of winogender, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Failure, Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

FACTS = pl.Struct(
    {
        "occupation": pl.String(),
        "participant": pl.String(),
        "bergsma_pct_female": pl.Float64(),
        "bls_pct_female": pl.Float64(),
        "bls_year": pl.Int64(),
    }
)
SHARES = ("bergsma_pct_female", "bls_pct_female", "bls_year")
# the words of each gender by their case; "her" is two of them
CASES = {
    "he": "1",
    "she": "1",
    "they": "1",
    "his": "2",
    "hers": "2",
    "their": "2",
    "theirs": "2",
    "him": "3",
    "them": "3",
    "her": "2 or 3",
    "himself": "4",
    "herself": "4",
    "themself": "4",
    "themselves": "4",
    **dict.fromkeys(("was", "were", "is", "are", "has", "have"), "verb"),
}
WORDS = {
    "male": {"he", "his", "him", "himself"},
    "female": {"she", "her", "hers", "herself"},
    "neutral": {"they", "their", "theirs", "them", "themself", "themselves"},
}

CONFIGS = {
    **native_tables({"sentid": str, "sentence": str}, key="sentid", mix=True),
    "pairs": pairs_table(fields=["text"], label=pl.String(), facts=FACTS),
}


class WinogenderAudit(PublishedAudit):
    """Both sentences have a pronoun of their gender, in one case, and else the same words."""

    evidence = "rule"
    generator = ("rules", "Winogender templates", "NAACL 2018")

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of each occupation its statistics are kept in memory."""
        super().__init__(record, split)
        self._statistics: dict[str, list[tuple[str, tuple[Any, ...]]]] = {}
        self._now: dict[str, Any] = {}

    def stated(self, row: Row) -> Iterable[Stated]:
        """A sentence, whose id says who is meant."""
        group, _, gender = row["sentid"].removesuffix(".txt").rpartition(".")
        answer = group.rpartition(".")[2]
        yield Stated(
            group,
            row["sentid"],
            {"text": row["sentence"]},
            {"0": "occupation", "1": "participant"}.get(answer),
            original=gender == "male",
            row=row,
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:  # noqa: ARG002
        """The gender of the pronoun."""
        yield "gender", "pronoun", "male", counterfactual.name.split(".")[3]

    def detail(self, original: Stated, counterfactual: Stated) -> str:  # noqa: ARG002
        """Why the label stays."""
        return f"the pronoun refers to the {counterfactual.label}, whatever its gender"

    def facts(self, original: Stated, counterfactual: Stated) -> Mapping[str, Any]:
        """Names by the id; the statistics, which no native row has, are those of other pairs."""
        occupation, participant = original.original_id.split(".")[:2]
        del counterfactual
        return {
            "occupation": occupation,
            "participant": participant,
            **self._now,
        }

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Sentences that differ in more than words of gender."""
        gender = counterfactual.name.split(".")[3]
        sides = []
        for side, own in ((original, "male"), (counterfactual, gender)):
            words = re.sub(r"([^\w'])", r" \1 ", side.fields["text"].casefold()).split()
            others = set().union(*(WORDS[name] for name in WORDS if name != own))
            if not WORDS[own] & set(words) or others & set(words):
                yield "not-a-swap"
                return
            sides.append([CASES.get(word, word) for word in words])
        if len(sides[0]) != len(sides[1]) or any(
            a != b and {a, b} not in ({"2", "2 or 3"}, {"3", "2 or 3"})
            for a, b in zip(*sides, strict=True)
        ):
            yield "not-a-swap"

    def finish(self) -> Iterator[Failure]:
        """What every audit of published pairs finds, and statistics that are not the usual ones."""
        yield from super().finish()
        for occupation, found in self._statistics.items():
            usual = Counter(known for _, known in found).most_common(1)[0][0]
            for name, known in found:
                if known != usual:
                    expected = dict(zip(SHARES, usual, strict=True))
                    yield Failure("statistics", occupation, expected, known, name, "pairs")

    def claims(self, row: Row, before: Stated, after: Stated) -> Found:
        """As of any pair; and all pairs of an occupation state the same statistics."""
        facts = row["evidence"]["facts"]
        self._now = {name: facts[name] for name in SHARES}
        occupation = before.original_id.split(".")[0]
        self._statistics.setdefault(occupation, []).append((row["id"], tuple(self._now.values())))
        yield from super().claims(row, before, after)


AUDIT = WinogenderAudit
