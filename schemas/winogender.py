"""Rows of winogender, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from irrealis.schemas.families.pronouns import CASES, swapped, words
from irrealis.schemas.families.published import PublishedAudit, Stated, configs

from irrealis.check import Failure, Found, Row
from irrealis.store import BuildRecord

SHARES = {"bergsma_pct_female": float, "bls_pct_female": float, "bls_year": int}
NATIVE = {"sentid": str, "sentence": str}
FACTS = {"occupation": str, "participant": str, **SHARES}
CONFIGS = configs(NATIVE, key="sentid", fields=["text"], facts=FACTS, mix=True)


class WinogenderAudit(PublishedAudit):
    """Both sentences have a pronoun of their gender, in one case, and else the same words."""

    evidence = "rule"
    says = "the pronoun refers to the {after}, whatever its gender"
    generator = ("rules", "Winogender templates", "NAACL 2018")

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of each occupation its statistics are kept in memory."""
        super().__init__(record, split)
        self._statistics: dict[str, dict[str, tuple[Any, ...]]] = {}
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
            changes=[("gender", "pronoun", "male", gender)],
        )

    def facts(self, original: Stated, counterfactual: Stated) -> Mapping[str, Any]:  # noqa: ARG002
        """Names by the id; the statistics, which no native row has, are those of other pairs."""
        occupation, participant = original.original_id.split(".")[:2]
        return {"occupation": occupation, "participant": participant, **self._now}

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Sentences that differ in more than words of gender."""
        gender = counterfactual.name.split(".")[3]
        texts = (original.fields["text"], counterfactual.fields["text"])
        known = [
            {name for name, cases in CASES.items() if cases.keys() & {*words(text)}}
            for text in texts
        ]
        if known != [{"male"}, {gender}] or not swapped(*texts, old="male", new=gender):
            yield "not-a-swap"

    def finish(self) -> Iterator[Failure]:
        """What every audit of published pairs finds, and statistics that are not the usual ones."""
        yield from super().finish()
        for occupation, found in self._statistics.items():
            usual = Counter(found.values()).most_common(1)[0][0]
            for name, stated in found.items():
                if stated != usual:
                    yield Failure("statistics", occupation, usual, stated, name, "pairs")

    def claims(self, row: Row, before: Stated, after: Stated) -> Found:
        """As of any pair; and all pairs of an occupation state the same statistics."""
        facts = row["evidence"]["facts"]
        self._now = {name: facts[name] for name in SHARES}
        occupation = before.original_id.split(".")[0]
        self._statistics.setdefault(occupation, {})[row["id"]] = tuple(self._now.values())
        yield from super().claims(row, before, after)


AUDIT = WinogenderAudit
