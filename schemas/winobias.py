"""Rows of winobias, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from irrealis.schemas.families.pronouns import CASES, differing, swapped
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, configs

from irrealis.check import Row

GENDERS = (("male", "female"), ("female", "male"))
PRONOUNS = {*CASES["male"], *CASES["female"]}

CONFIGS = configs(
    {"id": str, "line": str}, key="id", fields=["text"], facts={"type": str}, errata=True
)


class WinoBiasAudit(PublishedAudit):
    """Both sentences mark one person, and differ in words of one gender and the other."""

    one_edit = True
    generator = ("human", "WinoBias", "NAACL 2018")
    says = "its writers mark the same person in both sentences"

    def stated(self, row: Row) -> Iterable[Stated]:
        """A line: the brackets mark who is meant, and the pronoun."""
        group, _, side = row["id"].rpartition(".")
        line = row["line"].partition(" ")[2]
        pieces = re.split(r"\[ *([^]]*?) *\]", line)  # what is marked is at the odd places
        marked = [re.sub("^the ", "", piece.casefold()) for piece in pieces[1::2]]
        yield Stated(
            group,
            row["id"],
            {"text": "".join(pieces).replace("[", "").replace("]", "")},
            " or ".join(piece for piece in marked if piece not in PRONOUNS),
            original=side == "pro",
            facts={"type": group[4:5]},
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The gender of the pronoun, by the first word that differs."""
        for before, _ in differing(original.fields["text"], counterfactual.fields["text"])[:1]:
            yield "gender", "pronoun", *GENDERS[before in CASES["female"]]

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Sentences that mark two persons, or differ in more than words of gender."""
        if original.label != counterfactual.label or not original.label:
            yield "referent-changed"
            return
        texts = (original.fields["text"], counterfactual.fields["text"])
        if not any(swapped(*texts, old=old, new=new) for old, new in GENDERS):
            yield "not-a-swap"


AUDIT = WinoBiasAudit
