"""Aspect edits: what a review says of one aspect is set to good, bad or nothing, by rule.

The code knows clauses, aspects, opinions and voices; a domain (restaurants, laptops, hotels) is
data in `domains`. `reading` reads the whole review, `making` puts an edit together (`addition`,
`insertion`, `removal`, `turning`, `rewriting`), and `checking` and `second` read the result again:
an edit whose result does not read as it was asked for is dropped with a reason.
"""

MODEL = "restaurant-edits"  # what `irrealis new --family` begins with
