"""The Hub: publishing releases, and loading and verifying what was published.

`repository` is the client, `publishing` puts a release on the Hub whole or not at all, `verifying`
compares what the Hub serves with what was built, `yanking` warns of a bad release, and `loading`
gives exactly the rows of a version.
"""

from irrealis.hub.loading import YankedVersionWarning, load
from irrealis.hub.publishing import Published, publish
from irrealis.hub.repository import Conflict, Hub, HubError, Local
from irrealis.hub.verifying import Verified, verify
from irrealis.hub.yanking import Yank, yank

__all__ = [
    "Conflict",
    "Hub",
    "HubError",
    "Local",
    "Published",
    "Verified",
    "Yank",
    "YankedVersionWarning",
    "load",
    "publish",
    "verify",
    "yank",
]
