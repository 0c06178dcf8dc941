"""Winogender schemas: sentences that differ in the gender of one pronoun.

Data: Rudinger et al., "Gender Bias in Coreference Resolution", NAACL 2018, section 3. Each sentence
has an occupation, a second person, and a pronoun that refers to one of them; it is given with a
male, a female and a neutral pronoun. Beside it are shares of women in the occupations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import ANY, gathered, read_files, read_rows

from irrealis.contract import Evidence, Generator, Intervention
from irrealis.errors import IrrealisError

COLUMNS = {"sentid": ANY, "sentence": ANY}
STATISTICS = {
    "occupation": ANY,
    "bergsma_pct_female": ANY,
    "bls_pct_female": ANY,
    "bls_year": ANY,
}
SENTID = re.compile(r"[^.]+\.[^.]+\.[01]\.(male|female|neutral)\.txt")
REFERENTS = {"0": "occupation", "1": "participant"}
# what may stand in place of a word of the male sentence
SWAPS = {
    "female": {"he": {"she"}, "his": {"her", "hers"}, "him": {"her"}, "himself": {"herself"}},
    "neutral": {
        "he": {"they"},
        "his": {"their", "theirs"},
        "him": {"them"},
        "himself": {"themself", "themselves"},
        "was": {"were"},
        "is": {"are"},
        "has": {"have"},
    },
}


class Winogender(PublishedBuilder):
    """Pairs the sentence with a male pronoun with the two others."""

    generator = Generator("rules", "Winogender templates", "NAACL 2018")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """One file is no split: see `read_split`, which says so."""
        return self.read_split([(source, stream)])

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Groups of three sentences, by upstream's ids, with what is known of the occupation.

        Raises:
            IrrealisError: other files than the sentences and the statistics, in this order, or an
                id that does not name occupation, participant, answer and gender.
        """
        sentences, shares = read_files(
            files, {"all_sentences.tsv": _sentences, "occupations-stats.tsv": _shares}
        )
        statistics = {row["occupation"]: row for row in shares}
        named = gathered((tuple(row["sentid"].split(".")[:3]), row) for row in sentences)
        for (occupation, participant, answer), rows in named.items():
            facts = {
                "participant": participant,
                **statistics.get(occupation, dict.fromkeys(STATISTICS)),
                "occupation": occupation,
            }
            yield _group(f"{occupation}.{participant}.{answer}", rows, answer, facts)


def _group(
    original_id: str, rows: list[dict[str, str]], answer: str, facts: Mapping[str, Any]
) -> Group:
    sides = {row["sentid"].split(".")[3]: row for row in rows}
    male = sides.get("male")
    natives = tuple(Native(row, is_counterfactual=row is not male) for row in rows)
    if male is None:
        return Group(original_id, natives, (), lone="there is no sentence with a male pronoun")
    label = REFERENTS[answer]
    return Group(
        original_id,
        natives,
        tuple(
            Variant(
                row["sentid"],
                Side({"text": male["sentence"]}, label),
                Side({"text": row["sentence"]}, label),
                (Intervention("gender", "pronoun", "male", gender),),
                Evidence("rule", f"the pronoun refers to the {label}, whatever its gender", facts),
                fault=_fault(male["sentence"], row["sentence"], gender),
            )
            for gender, row in sides.items()
            if gender != "male"
        ),
    )


def _fault(male: str, other: str, gender: str) -> tuple[str, str] | None:
    """Why these two are not one sentence with two pronouns."""
    before, after = (re.findall(r"[\w']+|[^\w\s]", text.lower()) for text in (male, other))
    changed = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
    if len(before) == len(after) and all(b in SWAPS[gender].get(a, ()) for a, b in changed):
        return None
    return "not-a-swap", "more differs than the pronoun and what agrees with it"


def _sentences(stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
    for row in read_rows(stream, source=source, form="tsv", columns=COLUMNS):
        if SENTID.fullmatch(row["sentid"]) is None:
            raise IrrealisError(
                f"{source}: not an id of upstream's format",
                field="sentid",
                expected="occupation.participant.0 or 1.gender.txt",
                found=row["sentid"][:100],
            )
        yield row


def _shares(stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
    for row in read_rows(stream, source=source, form="tsv", columns=STATISTICS):
        try:
            shares = {name: float(row[name]) for name in ("bergsma_pct_female", "bls_pct_female")}
            yield {**row, **shares, "bls_year": int(row["bls_year"])}
        except ValueError:
            raise IrrealisError(
                f"{source}: statistics that are no numbers",
                expected="shares in percent, and a year",
                found=str(row)[:200],
            ) from None


BUILDER = Winogender
