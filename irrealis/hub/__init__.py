"""The Hub: publishing releases, and loading and verifying what was published.

`publishing` puts a release on the Hub whole or not at all, `verifying` compares what the Hub serves
with what was built, `yanking` warns of a bad release, `loading` gives exactly the rows of a
version, with what `proofs` remembers of it, `sides` a flat view of its pairs, and `collection` one
table of pairs over several datasets. The client is the package `remote`.
"""

from irrealis.hub.collection import load_pairs
from irrealis.hub.loading import SampleWarning, YankedVersionWarning, load
from irrealis.hub.publishing import Published, publish
from irrealis.hub.verifying import Verified, verify
from irrealis.hub.yanking import Yank, yank
from irrealis.remote import Conflict, Hub, HubError, Local

__all__ = [
    "Conflict",
    "Hub",
    "HubError",
    "Local",
    "Published",
    "SampleWarning",
    "Verified",
    "Yank",
    "YankedVersionWarning",
    "load",
    "load_pairs",
    "publish",
    "verify",
    "yank",
]
