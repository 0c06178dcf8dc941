"""Edits of the reviews of a split, and what must not be made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from irrealis.builders.families.aspect_edits.making import Outcome

from irrealis.contract import Edit
from irrealis.store import repeated
from irrealis.text.repeats import same

Key: TypeAlias = tuple[str, str]  # id and text of an original


@dataclass(frozen=True, slots=True)
class Made:
    """Edits by original and its text: those of a chunk, and what is known of all of the split's.

    A text that two originals could be edited into ("Great service.") may not stand in two splits,
    nor with two labels, so that edits have to be known before the first of them is written.
    `repeated` are digests of texts that came up more than once, in this split or in another.
    """

    outcomes: Mapping[Key, Sequence[Outcome]]
    repeated: frozenset[bytes]

    @classmethod
    def of_digests(cls, digests: Iterable[bytes], *, others: Iterable[bytes]) -> Made:
        """What is known of the texts of a split beside those of others; no edits."""
        return cls({}, repeated(chain(digests, others)))

    def within(self, kept: Sequence[tuple[str, str, Sequence[Sequence[Any]]]]) -> Made:
        """The same with the edits that `prepared` kept."""
        outcomes: dict[Key, Sequence[Outcome]] = {}
        for name, text, found in kept:
            outcomes.setdefault((name, text), list(map(_restored, found)))
        return Made(outcomes, self.repeated)

    def is_repeated(self, text: str) -> bool:
        """Whether another original has this text, or is edited to it."""
        return text_digest(text) in self.repeated

    def refusal(self, outcome: Outcome) -> tuple[str, str] | None:
        """Why an edit is not made: a reason that can be counted, and a detail."""
        if outcome.refused:
            return outcome.rule, outcome.refused
        if self.is_repeated(outcome.text):
            return "text-of-another", "another review has, or is edited to, this text"
        return None


def text_digest(text: str) -> bytes:
    """The digest of a text, for `Made.of_digests`: the same for texts that count as the same."""
    return hashlib.sha256(same(text).encode("utf-8", "surrogatepass")).digest()[:16]


def prepared(records: Iterable[tuple[Key, Sequence[Outcome]]]) -> tuple[Any, list[bytes]]:
    """Of originals and their edits, what JSON keeps, and digests of all texts of each."""
    kept: list[tuple[str, str, list[list[Any]]]] = []
    digests: list[bytes] = []
    for (name, text), found in records:
        kept.append((name, text, list(map(_plain, found))))
        digests += {
            text_digest(one) for one in (text, *(outcome.text for outcome in found if outcome.text))
        }
    return kept, digests


def _plain(outcome: Outcome) -> list[Any]:
    """An outcome as lists and words, which JSON keeps."""
    edits = [[each.field, each.start, each.end, each.before, each.after] for each in outcome.edits]
    return [outcome.aspect, outcome.goal, outcome.rule, edits, outcome.text, outcome.refused]


def _restored(kept: Sequence[Any]) -> Outcome:
    """The outcome that `_plain` kept."""
    aspect, goal, rule, edits, text, refused = kept
    return Outcome(aspect, goal, rule, [Edit(*edit) for edit in edits], text, refused)


def evidence(outcome: Outcome) -> str:
    """What the certificate of an edit says of its making."""
    put = sum(not edit.before for edit in outcome.edits)
    taken = sum(not edit.after for edit in outcome.edits)
    return (
        f"rule {outcome.rule}: {put} put in, {taken} taken out, {len(outcome.edits) - put - taken} "
        "replaced; the other aspects keep the votes on the original, and nobody voted on the edit"
    )
