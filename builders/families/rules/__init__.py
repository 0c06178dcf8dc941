"""Rules: logic and mathematics under a changed rule.

Each module is the first engine of one dataset, and what its rows are worded with. What proves the
answers again stands in `schemas/families/rules` and starts from the words.
"""

MODEL = "broken-steps"  # what `irrealis new --family` begins with
