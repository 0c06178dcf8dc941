"""Second engines of the family `rules`: they start from the words of a row.

Nothing here knows the builders. `audit` is what all audits of the family share, each other module
reads the English of one dataset and works its answers out in a way of its own.
"""
