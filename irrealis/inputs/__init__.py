"""Inputs: the pinned bytes that a build reads.

`download` fetches a pinned file once and verifies it whatever its origin, `opening` gives it or a
member of an archive as a bounded stream, and `formats` reads records out of JSON, JSON lines and
tables. Nothing here knows what a record means.
"""

from irrealis.inputs.download import ask_again, cache_folder, fetch, sha256_file
from irrealis.inputs.formats import numbered_json_records, read_json_records, read_tsv_records
from irrealis.inputs.opening import open_input

__all__ = [
    "ask_again",
    "cache_folder",
    "fetch",
    "numbered_json_records",
    "open_input",
    "read_json_records",
    "read_tsv_records",
    "sha256_file",
]
