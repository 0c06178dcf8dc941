"""Facts and edits of facts: triples, prompts in several wordings, neighbors, kinds of objects."""

MODEL = "counterfact-style"  # what `irrealis new --family` begins with
