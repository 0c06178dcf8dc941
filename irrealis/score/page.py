"""A score as a page: figures with their intervals, and pairs that the model does not get right.

One HTML file that needs no network and has no script; nothing of a row ever becomes markup. The
same score gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from irrealis.errors import IrrealisError
from irrealis.files import write_file
from irrealis.measure import rounded
from irrealis.score.result import SIDES, Score
from irrealis.show import environment, sides
from irrealis.store import Folder

_MOST = 20  # pairs of a part and split that are shown
_LONGEST = 2000  # characters of a text
_COUNTS = ("pairs", "questions", "without_label", "without_prediction")


def write_page(score: Score, folder: Folder, *, out: Path, config: str = "pairs") -> Path:
    """Write the page of a score to the HTML file `out`, whose folder is made if need be.

    Args:
        score: what `score` gave of the folder.
        folder: where the texts of the pairs are.
        out: the file.
        config: the config with the pairs.

    Raises:
        IrrealisError: `out` cannot be written.
    """
    if out.is_dir():
        raise IrrealisError(f"{out} is a folder", expected="the name of a file for the page")
    write_file(out, page(score, folder, config=config))
    return out


def page(score: Score, folder: Folder, *, config: str = "pairs") -> bytes:
    """The page as bytes of HTML; see `write_page`."""
    html = (
        environment("irrealis.score")
        .get_template("score.html.j2")
        .render(
            dataset=folder.dataset,
            version=folder.version,
            score=score,
            parts=[
                {
                    "title": ", ".join(filter(None, [part, split])),
                    "rows": list(_rows(score, part, split)),
                }
                for part, splits in score.figures.items()
                for split in splits
            ],
            tables=score.tables()[len(score.figures) :],
            wrong=list(_wrong(score, folder, config)),
            most=_MOST,
        )
    )
    return html.encode("utf-8", "replace")


def _rows(score: Score, part: str, split: str) -> Iterator[dict[str, Any]]:
    """Figures, each with where its bar and its interval stand, in hundredths."""
    bounds = score.intervals.get(part, {}).get(split, {})
    for name, value in score.figures[part][split].items():
        interval = bounds.get(name)
        share = value is not None and name not in _COUNTS and 0 <= value <= 1
        yield {
            "name": name,
            "value": "–" if value is None else f"{rounded(value):g}",
            "interval": f"{rounded(interval[0]):g} to {rounded(interval[1]):g}" if interval else "",
            "bar": round(100 * value, 2) if share and value is not None else None,
            "ends": [round(100 * min(max(end, 0.0), 1.0), 2) for end in interval or ()],
        }


def _wrong(score: Score, folder: Folder, config: str) -> Iterator[Mapping[str, Any]]:
    wanted: dict[str, dict[str, list[str]]] = {}
    for part, splits in score.wrong.items():
        for split, ids in splits.items():
            for name in ids[:_MOST]:
                wanted.setdefault(split, {}).setdefault(name, []).append(part)
    for split, ids_of in wanted.items():
        for row in folder.pairs(split, config=config):
            if row["id"] in ids_of:
                yield {
                    "split": split,
                    "id": row["id"],
                    "parts": ", ".join(filter(None, ids_of[row["id"]])),
                    "labels": [_text(row[f"label_{side}"]) for side in SIDES],
                    "texts": [
                        (name, _short(before), _short(after)) for name, before, after in sides(row)
                    ],
                }


def _text(label: Any) -> str:
    from irrealis.contract import canonical

    return label if isinstance(label, str) else canonical(label).decode()[:_LONGEST]


def _short(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The pieces of a text as far as it is shown; what is long and was not edited is cut."""
    return [
        (text if edited or len(text) <= _LONGEST else f"{text[:_LONGEST]}…", edited)
        for text, edited in pieces
    ]
