"""What people and search engines look at: cards, pages, charts and metadata.

`card` writes the README of a release, `page` one HTML file with the pairs, their edits and their
figures (`changes`, `charts`, `sample`, `labels`, `tally`, and `entries` for what its script reads),
`croissant` the JSON-LD that loaders read, `templating` is what all of them are filled in with, and
`listing` says what the registry has.
"""

from irrealis.show.card import card_text, loadable_splits
from irrealis.show.changes import Changes, changes_of
from irrealis.show.croissant import CROISSANT_FILE, croissant_metadata
from irrealis.show.entries import (
    Entry,
    Originals,
    named,
    pair_entry,
    prove,
    script_json,
    sides,
    static_pair,
)
from irrealis.show.labels import (
    as_text,
    categories,
    clip,
    element_categories,
    label_changes,
)
from irrealis.show.listing import Listing, chosen, listings
from irrealis.show.notices import of_a_sample
from irrealis.show.page import allowed, write_report
from irrealis.show.tally import Ledger, read_ledger
from irrealis.show.templating import environment, source

__all__ = [
    "CROISSANT_FILE",
    "Changes",
    "Entry",
    "Ledger",
    "Listing",
    "Originals",
    "allowed",
    "as_text",
    "card_text",
    "categories",
    "changes_of",
    "chosen",
    "clip",
    "croissant_metadata",
    "element_categories",
    "environment",
    "label_changes",
    "listings",
    "loadable_splits",
    "named",
    "of_a_sample",
    "pair_entry",
    "prove",
    "read_ledger",
    "script_json",
    "sides",
    "source",
    "static_pair",
    "write_report",
]
