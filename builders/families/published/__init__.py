"""Published pairs: what people or models wrote side by side, taken over as it is.

`parts` says what a reader of upstream's files gives: groups of sides and variants. `rows` reads the
values of a row and says which is wrong. `faults` finds what makes a variant unfit to be a pair, and
`builder` writes upstream's rows, the pairs that stand up to a check, and a reason for all others. A
dataset adds what is its own: how rows make groups, and what an edit changes.
"""

MODEL = "cad-nli"  # what `irrealis new --family` begins with
