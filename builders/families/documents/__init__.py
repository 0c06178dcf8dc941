"""Documents with entities: texts in DocRED's format, with mentions, types and relations.

`reading` reads documents strictly and cleans them, with a record of every repair; `rows` writes
them in DocRED's columns. A dataset adds what it makes of a document: other entities, other names,
or questions that its relations answer.
"""

MODEL = "renamed-people"  # what `irrealis new --family` begins with
