"""Questions of ifqa-style, read as they stand, and answered from the document.

Written apart from the builder: the words of a question are parsed by the grammar of this package
(what is supposed, of whom, in which direction; what is asked), and the answer is worked out from
what was read. A row's derivation is a certificate: each of its facts must be a label of the
document, or words of a sentence, that the sentence really states; nothing is taken from it that the
words do not ask for. What is shared with the builder is the engine's language machinery (running
text, names of countries and their adjectives) and the annotation itself.

"""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.causes import Causing
from irrealis.schemas.ifqa_style_checker.chained import Chaining
from irrealis.schemas.ifqa_style_checker.dates import Dating
from irrealis.schemas.ifqa_style_checker.factual import Recalling
from irrealis.schemas.ifqa_style_checker.fewer import Counting
from irrealis.schemas.ifqa_style_checker.giveaways import not_given_away
from irrealis.schemas.ifqa_style_checker.grammar import NAMED, THING, halves
from irrealis.schemas.ifqa_style_checker.paper import (
    DATED,
    Derived,
    Paper,
    Underivable,
    Untold,
    read_date,
)
from irrealis.schemas.ifqa_style_checker.pronouns import agree
from irrealis.schemas.ifqa_style_checker.replaced import Replacing
from irrealis.schemas.ifqa_style_checker.told import Telling
from irrealis.schemas.ifqa_style_checker.waters import Watering

__all__ = ["Derived", "Paper", "Reader", "Underivable", "Untold", "read_date"]

_BESIDE = rf" besides {NAMED}(?: and {NAMED})*| once called {NAMED}"


class Reader(Replacing, Chaining, Telling, Dating, Recalling, Counting, Watering, Causing):
    """Answers questions from a document."""

    def counterfactual(self, question: str) -> Derived:
        """The answer under the condition of the question.

        Raises:
            Underivable: the words cannot be read, suppose what is so, or have no one answer.
        """
        masked = self.paper.masked(question)
        condition, asked = halves(masked)
        self.named = frozenset(re.findall(THING, masked))
        for read in (
            self._left_out,
            self._uncaused,
            self._short,
            self._fewer,
            self._emigrates,
            self._no_site,
            self._leaves_country,
            self._dries,
            self._ashore,
            self._no_sequel,
            self._leaves,
            self._secedes,
            self._moves_away,
            self._freed,
            self._stays,
            self._sequel,
            self._birthday,
            self._died_young,
            self._career,
            self._closed,
            self._marked,
            self._same_year,
            self._order,
            self._outcome,
            self._moved,
            self._renamed,
            self._rank,
            self._turn,
            self._union,
            self._seceded,
            self._region,
            self._region_lost,
            self._exchanged,
            self._alone,
            self._only_child,
            self._gone,
            self._further,
            self._replaced,
        ):
            found = read(condition, asked)
            if found is not None:
                things, texts = found
                used = frozenset(self.used)
                about = {
                    end
                    for one, by, other in used
                    for end in (one, other)
                    if by not in DATED or end == one
                }
                agree(self.paper, masked, self.named | about - {"-1"})
                not_given_away(self.paper, masked.removesuffix("?"), things)
                return Derived(frozenset(things), frozenset(texts), used, self.change)
        raise Underivable(f"cannot be read: {condition} | {asked}")

    def strangers(self, factual: str, counterfactual: str) -> frozenset[str]:
        """The things that a factual question asks about, but its counterfactual does not.

        Those that it sets aside ("besides X") do not count, nor earlier names, nor those of the
        derivation.
        """
        masked = (self.paper.masked(text) for text in (factual, counterfactual))
        asks, about = (frozenset(re.findall(THING, re.sub(_BESIDE, "", text))) for text in masked)
        return (
            asks - about - {end for one, _, other in self.certificate or () for end in (one, other)}
        )
