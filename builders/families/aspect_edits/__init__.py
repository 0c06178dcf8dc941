"""Aspect edits: what a review says of one aspect is set, and nothing else.

The code knows aspects, opinions, clauses and voices; what reviews of one kind of thing speak of is a
table in `domains/`. An edit is planned (`rules`, `rewriting`), made (`making`), read again
(`checking`) by the reader that planned it (`reading`) and by one that people's votes taught
(`second`), and kept only if both agree; else it is a drop with its reason.
"""
