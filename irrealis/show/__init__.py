"""What people and search engines look at: cards, pages, charts and metadata.

`card` writes the README of a release, `page` one HTML file with the pairs, their edits and their
figures (`charts`, `sample`, `labels`), and `croissant` the JSON-LD that loaders read.
"""

from irrealis.show.card import card_text, loadable_splits
from irrealis.show.croissant import CROISSANT_FILE, croissant_metadata
from irrealis.show.page import write_report

__all__ = [
    "CROISSANT_FILE",
    "card_text",
    "croissant_metadata",
    "loadable_splits",
    "write_report",
]
