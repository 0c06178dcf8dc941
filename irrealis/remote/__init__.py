"""The client of the Hub: requests, and the validation of its replies.

`client` asks, with timeouts and bounded retries; `tokens` says which Hub a token may go to;
`replies` bounds and validates every answer before a library acts on it; and `fetching` downloads a
release by its commit and compares every file with the commit's own list.
"""

from irrealis.remote.client import (
    PATIENCE,
    TIMEOUT,
    Change,
    Conflict,
    File,
    Head,
    Hub,
    HubError,
    Local,
    change,
)
from irrealis.remote.fetching import Fetched, fetch_release, read_release
from irrealis.remote.replies import guarded
from irrealis.remote.tokens import find_token, known_token

__all__ = [
    "PATIENCE",
    "TIMEOUT",
    "Change",
    "Conflict",
    "Fetched",
    "File",
    "Head",
    "Hub",
    "HubError",
    "Local",
    "change",
    "fetch_release",
    "find_token",
    "guarded",
    "known_token",
    "read_release",
]
