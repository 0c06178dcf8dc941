"""The questions of a form: those that the dataset declares, or a few that fit any dataset."""

from __future__ import annotations

from irrealis.manifest import Manifest, Question

# Three classes that hold for any counterfactual, and a catch-all.
_PAIRS = (
    Question(
        name="natural",
        question="Does the counterfactual read as if a person had written it?",
        answers=("yes", "minor", "no"),
        defect=("no",),
    ),
    Question(
        name="intervention",
        question="Do the edits do what the intervention says, and nothing else?",
        answers=("yes", "no"),
        defect=("no",),
    ),
    Question(
        name="label",
        question="Does the label of the counterfactual follow from its text?",
        answers=("yes", "no"),
        defect=("no",),
    ),
    Question(
        name="other",
        question="Is anything else wrong with the counterfactual?",
        answers=("no", "yes"),
        defect=("yes",),
    ),
)
_ROWS = (
    Question(
        name="natural",
        question="Does the row read as if a person had written it?",
        answers=("yes", "minor", "no"),
        defect=("no",),
    ),
    Question(
        name="right",
        question="Is what the row says of its text right?",
        answers=("yes", "no"),
        defect=("no",),
    ),
    Question(
        name="other",
        question="Is anything else wrong with the row?",
        answers=("no", "yes"),
        defect=("yes",),
    ),
)


def questions_of(manifest: Manifest | None, *, config: str) -> tuple[Question, ...]:
    """The questions for readers: `reading` in the manifest, or the default for pairs or rows."""
    if manifest is not None and manifest.reading:
        return manifest.reading
    return _PAIRS if config == "pairs" else _ROWS
