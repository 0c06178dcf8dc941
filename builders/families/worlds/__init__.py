"""Worlds: small causal models with rules that anybody can follow, and questions about them.

`scm` is the model and its first engine, `draw` makes worlds and queries of a wanted difficulty,
`words` puts them into English. What proves their answers again stands in `schemas/families/worlds`
and starts from the words.
"""

MODEL = "scm-questions"  # what `irrealis new --family` begins with
