"""Which Hub the user's token belongs to: that of HF_ENDPOINT, huggingface.co by default.

An endpoint can come from `releases.json`, which a contributor may have written, or from a mistyped
`--endpoint`. Whoever serves it must not be handed the token.
"""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import SplitResult, urlsplit

from irrealis.errors import IrrealisError, Unavailable
from irrealis.manifest import masked

_PORTS = {"http": 80, "https": 443}


def home() -> str:
    """The endpoint that the user's token belongs to."""
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def address(endpoint: str) -> SplitResult:
    """The parts of an endpoint.

    Raises:
        IrrealisError: it is no address of a Hub.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port  # raises for what is no number
        good = parts.scheme in _PORTS and bool(parts.hostname) and "@" not in parts.netloc
        good = good and port != 0
    except ValueError:  # of brackets around no address, or a port that is no number
        good = False
    if not good:
        raise IrrealisError(
            "not the endpoint of a Hub",
            field="endpoint",
            expected="an http(s) URL without credentials, such as https://huggingface.co",
            found=masked(endpoint)[:200],
            hint="correct HF_ENDPOINT, or --endpoint where it is given",
        )
    return parts


def refuse_foreign(endpoint: str) -> None:
    """See that the user's token may be sent to an endpoint.

    Raises:
        IrrealisError: the endpoint is not the token's own Hub, or would get it unencrypted, or
            one of the two is no address.
    """
    there, own = address(endpoint), address(home())
    if _origin(there) != _origin(own):
        raise IrrealisError(
            "the token belongs to another Hub, so it is not sent",
            field="endpoint",
            expected=home(),
            found=endpoint,
            hint=f"if the token is for that Hub: HF_ENDPOINT={endpoint}",
        )
    if there.scheme != "https" and not _is_loopback(there.hostname or ""):
        raise IrrealisError(
            "a token is sent only over https",
            field="endpoint",
            expected=endpoint.replace("http://", "https://", 1),
            found=endpoint,
        )


def find_token(endpoint: str | None = None) -> str:
    """The token for an endpoint: HF_TOKEN, or what `hf auth login` has stored.

    Raises:
        Unavailable: there is none.
        IrrealisError: there is one, for another Hub.
    """
    from huggingface_hub import get_token

    token = get_token()
    if token is None:
        raise Unavailable(
            "no token for the Hub", hint="hf auth login, or set HF_TOKEN to a token that may write"
        )
    refuse_foreign(endpoint or home())
    return token


def known_token(endpoint: str | None = None) -> str | None:
    """The token for an endpoint, if there is one."""
    try:
        return find_token(endpoint)
    except IrrealisError:
        return None


def _origin(url: SplitResult) -> tuple[str, str, int | None]:
    return url.scheme, url.hostname or "", url.port or _PORTS.get(url.scheme)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
