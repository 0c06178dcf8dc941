"""Facts and edits of facts: triples, prompts in several wordings, neighbors, kinds of objects."""
