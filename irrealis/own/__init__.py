"""A registry of one's own: `starting` makes an empty one in a git repository, and `readiness` says
whether a dataset is ready to be merged: what every dataset is asked, without a line of test code.
"""

from irrealis.own.readiness import Readiness, Verdict, ready
from irrealis.own.starting import init, pins

__all__ = [
    "Readiness",
    "Verdict",
    "init",
    "pins",
    "ready",
]
