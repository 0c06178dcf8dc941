"""Rows of winobias, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import pairs_table

MALE = ("he", "his", "him", "himself")
FEMALE = ("she", "hers", "her", "herself")

CONFIGS = {
    **native_tables({"id": str, "line": str}, key="id", errata=True),
    "pairs": pairs_table(
        fields=["text"], label=pl.String(), facts=pl.Struct({"type": pl.String()})
    ),
}


class WinoBiasAudit(PublishedAudit):
    """Both sentences mark one person, and differ in words of one gender and the other."""

    one_edit = True
    generator = ("human", "WinoBias", "NAACL 2018")

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
            " or ".join(piece for piece in marked if piece not in (*MALE, *FEMALE)),
            original=side == "pro",
            facts={"type": group[4:5]},
            row=row,
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The gender of the pronoun, by the first word that differs."""
        for before, _ in _differing(original, counterfactual):
            female = before in FEMALE
            genders = ("female", "male") if female else ("male", "female")
            yield "gender", "pronoun", *genders
            return

    def detail(self, original: Stated, counterfactual: Stated) -> str:
        """Who says so."""
        del original, counterfactual
        return "its writers mark the same person in both sentences"

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Sentences that mark two persons, or differ in more than words of gender."""
        if original.label != counterfactual.label or not original.label:
            yield "referent-changed"
            return
        found = _differing(original, counterfactual)
        numbers = {len(_words(one)) for one in (original, counterfactual)}
        forward = all(a in MALE and _case(a) & _case(b) and b in FEMALE for a, b in found)
        backward = all(a in FEMALE and _case(a) & _case(b) and b in MALE for a, b in found)
        if len(numbers) > 1 or not found or not (forward or backward):
            yield "not-a-swap"


def _words(side: Stated) -> list[str]:
    return re.sub(r"([^\w'])", r" \1 ", side.fields["text"].casefold()).split()


def _differing(original: Stated, counterfactual: Stated) -> list[tuple[str, str]]:
    both = zip(_words(original), _words(counterfactual), strict=False)
    return [(before, after) for before, after in both if before != after]


def _case(word: str) -> set[str]:
    """The cases of a pronoun; "her" has two."""
    return {
        case
        for case, words in {
            "nominative": ("he", "she"),
            "possessive": ("his", "her", "hers"),
            "accusative": ("him", "her"),
            "reflexive": ("himself", "herself"),
        }.items()
        if word in words
    }


AUDIT = WinoBiasAudit
