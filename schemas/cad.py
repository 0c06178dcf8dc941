"""What must hold of the pairs of cad-imdb and cad-nli alike."""

from __future__ import annotations

from irrealis.check import Found, Row


def made_failures(row: Row, *, kind: str, target: str, part: str) -> Found:
    """A pair says that a person revised `part` of its original to another label, as CAD's did."""
    before, after = row["label_original"], row["label_counterfactual"]
    change = {"kind": kind, "target": target, "from": before, "to": after}
    detail = f"a person was asked to revise the {part} to {after}"
    made = {"kind": "human", "name": "CAD", "version": "ICLR 2020", "prompt_hash": None}
    for where, expected in (
        ("intervention", [{**change, "source": None, "source_name": None}]),
        ("label_effect", "flip"),
        ("evidence", {"kind": "human", "detail": detail}),
        ("generator", made),
    ):
        if row[where] != expected:
            yield "mix", where, expected, row[where]
