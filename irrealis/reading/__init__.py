"""Reading: rows judged by human readers, for defects that no counter can find.

`questions` holds the questions, declared by the dataset or the default; `draw` picks rows by
hash and puts them into a `form`, a text file to fill in, and `page` shows the same form in a
browser; `tally` turns filled forms into shares with intervals, which the card shows.
"""

from irrealis.reading.draw import Drawn, build_hash, draw_form
from irrealis.reading.form import Filled, Form, read_form
from irrealis.reading.page import form_page, write_form
from irrealis.reading.tally import Tally, alpha, raw_agreement, tally, wilson

__all__ = [
    "Drawn",
    "Filled",
    "Form",
    "Tally",
    "alpha",
    "build_hash",
    "draw_form",
    "form_page",
    "raw_agreement",
    "read_form",
    "tally",
    "wilson",
    "write_form",
]
