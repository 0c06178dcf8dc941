"""Presuppositions: questions under a condition that did not hold, read into their parts.

`annotation` reads one question: its antecedent and consequent, what the antecedent does to the
passage (`kinds`), the type of its answers and where they stand (`answers`), and the one step of
arithmetic from the passage to the answer (`arithmetic`). A dataset adds how its questions are read.
"""

MODEL = "ifqa"  # what `irrealis new --family` begins with
