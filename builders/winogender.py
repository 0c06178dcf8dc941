"""Winogender schemas: sentences that differ in the gender of one pronoun.

Data: Rudinger et al., "Gender Bias in Coreference Resolution", NAACL 2018, section 3. Each sentence
has an occupation, a second person, and a pronoun that refers to one of them; it is given with a
male, a female and a neutral pronoun. Beside it are shares of women in the occupations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Side, Variant
from irrealis.builders.families.published.pronouns import FEMALE, NEUTRAL, is_swap
from irrealis.builders.families.published.rows import (
    ANY,
    Values,
    Where,
    gathered,
    numeric,
    read_files,
    read_rows,
)

from irrealis.contract import Evidence, Generator, Intervention

SENTID = re.compile(r"[^.]+\.[^.]+\.[01]\.(male|female|neutral)\.txt")
COLUMNS: dict[str, Values] = {
    "sentid": Where(SENTID.fullmatch, "occupation.participant.0 or 1.gender.txt"),
    "sentence": ANY,
}
KINDS = {"bergsma_pct_female": float, "bls_pct_female": float, "bls_year": int}
STATISTICS = dict.fromkeys(("occupation", *KINDS), ANY)
REFERENTS = {"0": "occupation", "1": "participant"}
SWAPS = {"female": FEMALE, "neutral": NEUTRAL}  # of the male sentence


class Winogender(PublishedBuilder):
    """Pairs the sentence with a male pronoun with the two others."""

    generator = Generator("rules", "Winogender templates", "NAACL 2018")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Groups of three sentences, by upstream's ids, with what is known of the occupation.

        Raises:
            IrrealisError: other files than the sentences and the statistics, in this order, or an
                id that does not name occupation, participant, answer and gender.
        """
        kinds: dict[str, Callable[..., Iterator[dict[str, Any]]]] = {
            "all_sentences.tsv": partial(read_rows, form="tsv", columns=COLUMNS),
            "occupations-stats.tsv": _shares,
        }
        sentences, shares = read_files(files, kinds)
        statistics = {row["occupation"]: row for row in shares}
        named = gathered((tuple(row["sentid"].split(".")[:3]), row) for row in sentences)
        for (occupation, participant, answer), rows in named.items():
            facts = {
                "participant": participant,
                **statistics.get(occupation, dict.fromkeys(STATISTICS)),
                "occupation": occupation,
            }
            yield Group.around(
                f"{occupation}.{participant}.{answer}",
                next((row for row in rows[::-1] if _gender(row) == "male"), None),
                rows,
                partial(_variant, label=REFERENTS[answer], facts=facts),
                no_original="there is no sentence with a male pronoun",
            )


def _variant(
    male: Mapping[str, Any], row: Mapping[str, Any], *, label: str, facts: Mapping[str, Any]
) -> Variant:
    gender = _gender(row)
    return Variant(
        row["sentid"],
        Side({"text": male["sentence"]}, label),
        Side({"text": row["sentence"]}, label),
        (Intervention("gender", "pronoun", "male", gender),),
        Evidence("rule", f"the pronoun refers to the {label}, whatever its gender", facts),
        fault=None
        if is_swap(male["sentence"], row["sentence"], SWAPS.get(gender, {}))
        else ("not-a-swap", "more differs than the pronoun and what agrees with it"),
    )


def _gender(row: Mapping[str, Any]) -> str:
    return str(row["sentid"].split(".")[3])


def _shares(stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
    for row in read_rows(stream, source=source, form="tsv", columns=STATISTICS):
        of = f"{source}, {row['occupation']}"
        shares = {name: numeric(row, name, kind=kind, of=of) for name, kind in KINDS.items()}
        yield {**row, **shares}


BUILDER = Winogender
