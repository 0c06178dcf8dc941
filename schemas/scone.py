"""Rows of scone, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from irrealis.schemas.families.published import SOME, PublishedAudit, Stated, configs, maybe

from irrealis.check import Row

LABELS = ("entailment", "neutral")
# negations of a file: in all, in scope
NEGATIONS = {
    "no_negation": (0, 0),
    "one_scoped": (1, 1),
    "one_not_scoped": (1, 0),
    "one_scoped_one_not_scoped": (2, 1),
    "two_not_scoped": (2, 0),
    "two_scoped": (2, 2),
}
NATIVE = {
    "id": str,
    "file": tuple(NEGATIONS),
    **dict.fromkeys(("number", "sentence1", "sentence2"), str),
    "gold_label": maybe(LABELS),
    **dict.fromkeys(("sentence1_lex", "sentence2_lex"), str),
    **dict.fromkeys(("group_index", "sentence1_edited", "sentence2_edited"), SOME),
    "gold_label_edited": maybe(LABELS),
}
FACTS = {"negations": int, "scoped": int}
CONFIGS = configs(NATIVE, key="id", fields=["premise", "hypothesis"], facts=FACTS, mix=True)


class SconeAudit(PublishedAudit):
    """Six inferences of a group, whose labels follow from how many negations are in scope."""

    evidence = "rule"
    generator = ("human", "ScoNe-NLI", "ACL 2023")

    def stated(self, row: Row) -> Iterable[Stated]:
        """A row of one of six files; that with one negation in scope is what was edited."""
        first = row["file"] == "one_scoped"
        names = ("sentence1", "sentence2", "gold_label")
        premise, hypothesis, label = (row[n if first else f"{n}_edited"] for n in names)
        negations, scoped = NEGATIONS[row["file"]]
        yield Stated(
            row["id"].removesuffix(f".{row['file']}"),
            row["id"],
            {"premise": premise, "hypothesis": hypothesis},
            label,
            original=first,
            facts={"negations": negations, "scoped": scoped},
            changes=[("negation", "premise and hypothesis", "one_scoped", row["file"])],
            detail=f"{scoped} of {negations} negations scope over the words that differ, and each "
            "turns the label",
        )

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Words that were replaced inside of others, and labels that negations contradict."""
        if any(_garbled(side) for side in (original, counterfactual)):
            yield "garbled-word"
            return
        negations = [NEGATIONS[side.row["file"]][1] for side in (original, counterfactual)]
        if (sum(negations) % 2 == 0) != (original.label == counterfactual.label):
            yield "label-disagrees"


def _garbled(side: Stated) -> bool:
    """Whether taking one word for the other, inside of a longer one, leads to a word beside it."""
    row = side.row
    before, after = re.escape(row["sentence1_lex"]), row["sentence2_lex"]
    inside = re.compile(rf"(?i)(?<=\w){before}")
    beside = re.split(r"\W+", side.fields["hypothesis"].casefold())
    words = re.split(r"\W+", side.fields["premise"].casefold())
    made = [inside.sub(after.casefold(), word, count=1) for word in words if inside.search(word)]
    return any(word in beside for word in made)


AUDIT = SconeAudit
