"""Inputs: the pinned bytes that a build reads.

`download` fetches a pinned file once and verifies it whatever its origin, `opening` gives it or a
member of an archive as a bounded stream, `formats` reads records of JSON and JSON lines, and
`tables` of separated values, Parquet and plain lines; `read_records` finds the reader by the name
of the format. `elsewhere` reads large files that are no pinned ones in pieces, wherever they are.
Nothing here knows what a record means.
"""

from irrealis.inputs.download import ask_again, cache_folder, fetch, file_name, sha256_file
from irrealis.inputs.elsewhere import FORMS, Piece, is_url, open_url, pieces_of, size_and_hash
from irrealis.inputs.formats import numbered_json_records, read_json_records
from irrealis.inputs.opening import bounded, open_input, zip_members
from irrealis.inputs.tables import (
    Format,
    read_records,
    read_tsv_records,
    separated_rows,
    text_of,
)

__all__ = [
    "FORMS",
    "Format",
    "Piece",
    "ask_again",
    "bounded",
    "cache_folder",
    "fetch",
    "file_name",
    "is_url",
    "numbered_json_records",
    "open_input",
    "open_url",
    "pieces_of",
    "read_json_records",
    "read_records",
    "read_tsv_records",
    "separated_rows",
    "sha256_file",
    "size_and_hash",
    "text_of",
    "zip_members",
]
