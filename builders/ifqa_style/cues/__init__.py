"""What plain sentences tell that no relation does: who won against whom, moves, earlier names.

Each has one certain alternative in the words of the sentence itself: the loser of a contest of two,
the place that somebody moved from, the name that something bore before.

"""

from __future__ import annotations

from irrealis.builders.ifqa_style.cues.causes import Causes
from irrealis.builders.ifqa_style.cues.deeds import Deeds
from irrealis.builders.ifqa_style.cues.names import Names
from irrealis.builders.ifqa_style.cues.outcomes import Outcomes
from irrealis.builders.ifqa_style.cues.rows import Rows


class Reader(Deeds, Rows, Outcomes, Names, Causes):
    """Reads the sentences of a document."""
