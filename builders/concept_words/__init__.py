"""concept-words: sentences with a word, beside the same with the word that differs by one concept.

After Park, Choe and Veitch, "The Linear Representation Hypothesis and the Geometry of Large
Language Models", ICML 2024: the difference between the representations of both words, over many
pairs, is the direction of a concept. Here each pair of words comes in sentences that both fit.
"""

from __future__ import annotations

from collections.abc import Iterable

from irrealis.builders.concept_words.concepts import CONCEPTS, Item, form_of, items
from irrealis.builders.families.swaps.turns import order_of

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, pair_id
from irrealis.text.edits import token_edits


class ConceptWords(GeneratedBuilder[Item, None]):
    """Takes a word in a context, and sets it to its counterpart."""

    parameters_type = Parameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:  # noqa: ARG002
        """The concept follows from the number: each has as many records."""
        concept, turn = CONCEPTS[number % len(CONCEPTS)], number // len(CONCEPTS)
        every = items(split, concept)
        if turn >= len(every):
            return None
        return every[order_of(self.dataset, self.seed, f"{split}/{concept.name}", len(every))[turn]]

    def original_id(self, record: Item) -> str:
        """Made of concept, context and word."""
        texts = {"context": record.text("__"), "word": record.word.word}
        return pair_id(self.dataset, "", texts, {"concept": record.concept.name})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The pair in its context, or why there is none."""
        concept = record.concept
        pair = record.pair
        if pair is None:
            found = [form_of(form, record.word) for form in (concept.before, concept.after)]
            reason = "no-form" if None in found or "" in found else "same-word"
            yield Drop(reason, f"{concept.name} of {record.word.word}: {found[0]}, {found[1]}")
            return
        before, after = pair
        original_id = self.original_id(record)
        native = {"id": original_id, "concept": concept.name, "before": before, "after": after}
        yield Row("native", {**native, "context": record.text("__")})
        texts = record.text(before), record.text(after)
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=original_id,
                original={"text": texts[0]},
                counterfactual={"text": texts[1]},
                query=concept.name,
                edits=token_edits(*texts),
                interventions=[Intervention("word", concept.name, before, after)],
                label_original=concept.before,
                label_counterfactual=concept.after,
                label_effect="flip",
                evidence=Evidence(
                    "rule",
                    f"{after} is to {before} as {concept.after} to {concept.before}",
                    {"concept": concept.name, "before": before, "after": after},
                ),
                generator=Generator("rules", f"irrealis {self.dataset}", self.version),
                seed=self.seed,
            ).row(),
        )


BUILDER = ConceptWords
