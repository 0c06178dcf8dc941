"""Which language a text is in, as far as function words tell: enough to warn, not to decide.

The words are spaCy's stop words, which it ships for more than sixty languages and which are read
from its files, without importing it. A library for language identification would know more, but the
light ones are no longer kept, and the others bring models larger than all else that is installed.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from irrealis.errors import needs

LEAST = 100  # texts with fewer words get no verdict
_MOST = 20_000  # words that are looked at
_SOME = 0.08  # share that another language must have: in tables of names none has
_MORE = 2  # times as many words of another language, for it to be that one
_LETTERS = 0.5  # share of its letters that must be those of a language
# where words are not set apart by spaces they are not found
_UNSPACED = frozenset(("zh", "ja", "th", "bo", "km", "lo", "my"))
_KEY = re.compile(r'"[^"\\\n]{1,60}"\s*:')
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def other_language(text: str, languages: Sequence[str]) -> str | None:
    """What a text seems to be written in, if that is none of these languages; else None.

    Args:
        text: prose, or JSON with prose in it, of which the keys do not count.
        languages: codes of ISO 639; there is no verdict where spaCy has no words for one of them.

    >>> other_language("Der Hund und die Katze sind nicht in dem Haus. " * 12, ["en"])
    'de: 70% of its words are function words of de, 10% of en'
    >>> other_language("The dog and the cat are not in the house. " * 12, ["en"])
    """
    if not set(languages) <= _codes() - _UNSPACED:
        return None
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), _KEY.sub(" ", text))
    found = [word for word in re.findall(r"\w+", text.lower()) if word.isalpha()][:_MOST]
    if len(found) < LEAST:
        return None

    def share(code: str) -> float:
        known = _words(code)
        return sum(word in known for word in found) / len(found)

    own = max(map(share, languages))
    best, most = max((share(code), code) for code in _codes() - _UNSPACED)[::-1]
    name = " or ".join(languages)
    if most >= max(_MORE * own, _SOME):
        return f"{best}: {most:.0%} of its words are function words of {best}, {own:.0%} of {name}"
    letters = {letter for code in languages for word in _words(code) for letter in word}
    written = "".join(found)
    legible = sum(letter in letters for letter in written) / len(written)
    if legible < _LETTERS:
        return f"another script: {legible:.0%} of its letters are those of {name}"
    return None


@cache
def _folder() -> Path:
    spec = find_spec("spacy")
    if spec is None:
        with needs("build", "telling languages apart"):
            raise ModuleNotFoundError(name="spacy")
    assert spec.origin is not None  # noqa: S101 a package with files
    return Path(spec.origin).parent / "lang"


@cache
def _codes() -> frozenset[str]:
    return frozenset(path.parent.name for path in _folder().glob("*/stop_words.py"))


@cache
def _words(code: str) -> frozenset[str]:
    """Function words of two letters or more: single letters stand for too much."""
    found = runpy.run_path(str(_folder() / code / "stop_words.py"))["STOP_WORDS"]
    return frozenset(word for word in found if len(word) > 1)
