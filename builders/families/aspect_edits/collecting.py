"""All edits of a split, and what must not be made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from irrealis.builders.families.aspect_edits.making import Outcome

from irrealis.text.repeats import same

Key: TypeAlias = tuple[str, str]  # id and text of an original


@dataclass(frozen=True, slots=True)
class Made:
    """All edits of a split, by original and its text.

    A text that two originals could be edited into ("Great service.") may not stand in two splits,
    nor with two labels, so that edits have to be known before the first of them is written.
    `repeated` are digests of texts that came up more than once, in this split or in another.
    """

    outcomes: Mapping[Key, Sequence[Outcome]]
    repeated: frozenset[bytes]

    @classmethod
    def of(
        cls,
        records: Iterable[tuple[Key, Sequence[Outcome]]],
        *,
        others: Iterable[tuple[Key, Sequence[Outcome]]],
    ) -> Made:
        """Of the originals of a split, beside those of others."""
        made: dict[Key, Sequence[Outcome]] = {}
        seen: set[bytes] = set()
        repeated: set[bytes] = set()
        for mine, originals in ((True, records), (False, others)):
            for key, found in originals:
                if mine:
                    made.setdefault(key, found)
                texts = (key[1], *(one.text for one in found if one.text))
                for digest in {_digest(text) for text in texts}:
                    (repeated if digest in seen else seen).add(digest)
        return cls(made, frozenset(repeated))

    def is_repeated(self, text: str) -> bool:
        """Whether another original has this text, or is edited to it."""
        return _digest(text) in self.repeated

    def refusal(self, one: Outcome) -> tuple[str, str] | None:
        """Why an edit is not made: a reason that can be counted, and a detail."""
        if one.refused:
            return one.rule, one.refused
        if self.is_repeated(one.text):
            return "text-of-another", "another review has, or is edited to, this text"
        return None


def _digest(text: str) -> bytes:
    return hashlib.sha256(same(text).encode("utf-8", "surrogatepass")).digest()[:16]


def evidence(one: Outcome) -> str:
    """What the certificate of an edit says of its making."""
    put = sum(not edit.before for edit in one.edits)
    taken = sum(not edit.after for edit in one.edits)
    return (
        f"rule {one.rule}: {put} put in, {taken} taken out, {len(one.edits) - put - taken} "
        "replaced; the other aspects keep the votes on the original, and nobody voted on the edit"
    )
