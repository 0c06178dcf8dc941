"""Winogender schemas: sentences that differ in the gender of one pronoun.

Data: Rudinger et al., "Gender Bias in Coreference Resolution", NAACL 2018, section 3. Each sentence
has an occupation, a second person, and a pronoun that refers to one of them; it is given with a
male, a female and a neutral pronoun. Beside it are shares of women in the occupations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from irrealis.builders.families.published import rows
from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Row, Side, Variant
from irrealis.builders.families.published.pronouns import FEMALE, NEUTRAL, is_swap

from irrealis.contract import Generator

SENTID = re.compile(r"[^.]+\.[^.]+\.[01]\.(male|female|neutral)\.txt")
COLUMNS: dict[str, rows.Values] = {
    "sentid": rows.Where(SENTID.fullmatch, "occupation.participant.0 or 1.gender.txt"),
    "sentence": rows.ANY,
}
KINDS = {"bergsma_pct_female": float, "bls_pct_female": float, "bls_year": int}
STATISTICS = dict.fromkeys(("occupation", *KINDS), rows.ANY)
REFERENTS = {"0": "occupation", "1": "participant"}
SWAPS = {"female": FEMALE, "neutral": NEUTRAL}  # of the male sentence


class Winogender(PublishedBuilder):
    """Pairs the sentence with a male pronoun with the two others."""

    generator = Generator("rules", "Winogender templates", "NAACL 2018")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Groups of three sentences, by upstream's ids, with what is known of the occupation."""
        sentences, shares = rows.read_files(
            files,
            {
                "all_sentences.tsv": partial(rows.read_rows, form="tsv", columns=COLUMNS),
                "occupations-stats.tsv": partial(rows.read_rows, form="tsv", columns=STATISTICS),
            },
        )
        statistics = {row["occupation"]: _numbers(row) for row in shares}
        named = rows.gathered((row["sentid"].rsplit(".", 2)[0], row) for row in sentences)
        for name, found in named.items():
            occupation, participant, answer = name.split(".")
            facts = {
                "participant": participant,
                **statistics.get(occupation, dict.fromkeys(KINDS)),
                "occupation": occupation,
            }
            male = next((row for row in found[::-1] if _gender(row) == "male"), None)
            variant = partial(_variant, label=REFERENTS[answer], facts=facts)
            lone = "there is no sentence with a male pronoun"
            yield Group.around(name, male, found, variant, no_original=lone)


def _variant(male: Row, row: Row, *, label: str, facts: Row) -> Variant:
    gender = _gender(row)
    fault = None
    if not is_swap(male["sentence"], row["sentence"], SWAPS.get(gender, {})):
        fault = ("not-a-swap", "more differs than the pronoun and what agrees with it")
    return Variant.of(
        row["sentid"],
        Side({"text": male["sentence"]}, label),
        Side({"text": row["sentence"]}, label),
        ("gender", "pronoun", "male", gender),
        kind="rule",
        detail=f"the pronoun refers to the {label}, whatever its gender",
        facts=facts,
        fault=fault,
    )


def _gender(row: Row) -> str:
    return str(row["sentid"].split(".")[3])


def _numbers(row: Row) -> dict[str, float]:
    of = f"occupation {row['occupation']}"
    return {name: rows.numeric(row, name, kind=kind, of=of) for name, kind in KINDS.items()}


BUILDER = Winogender
