"""What people and search engines look at: cards, pages, charts and metadata.

`card` writes the README of a release, `page` one HTML file with the pairs, their edits and their
figures (`charts`, `sample`, `labels`), `croissant` the JSON-LD that loaders
read, and `listing` says what the registry has.
"""

from irrealis.show.card import card_text, loadable_splits
from irrealis.show.catalogue import write_catalogue
from irrealis.show.croissant import CROISSANT_FILE, croissant_metadata
from irrealis.show.labels import label_changes
from irrealis.show.listing import Listing, chosen, listings
from irrealis.show.page import allowed, script_json, sides, write_report

__all__ = [
    "CROISSANT_FILE",
    "Listing",
    "allowed",
    "card_text",
    "chosen",
    "croissant_metadata",
    "label_changes",
    "listings",
    "loadable_splits",
    "script_json",
    "sides",
    "write_catalogue",
    "write_report",
]
