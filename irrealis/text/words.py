"""The tokens that metrics count: spaCy's rules for English, without a model."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from typing import Any

from irrealis.errors import needs

_KNOWN = 2**17  # words whose tokens are remembered


def tokenize(text: str) -> list[str]:
    """The tokens of `spacy.blank("en")`, as CEval counts them (Nguyen et al., INLG 2024).

    spaCy looks at each stretch between spaces alone, so the tokens of a word are remembered and no
    document is made: four times as fast. The one difference is in strings such as "):" made of
    parts of emoticons, some of which spaCy puts together from what stands around them.

    >>> tokenize("She didn't (1 May).")
    ['She', 'did', "n't", '(', '1', 'May', ')', '.']
    """
    if " ".join(text.split()) == text:
        return list(chain.from_iterable(map(_tokens, text.split(" "))))
    return [token.text for token in _tokenizer()(text)]  # other white space makes tokens of its own


@lru_cache(maxsize=_KNOWN)
def _tokens(word: str) -> tuple[str, ...]:
    # plain letters are cut only where a rule names the word (cannot, gonna)
    if word.isascii() and word.isalpha() and word not in _rules():
        return (word,)
    return tuple(token.text for token in _tokenizer()(word))


@cache
def _rules() -> frozenset[str]:
    return frozenset(_tokenizer().rules)


@cache
def _tokenizer() -> Any:
    with needs("build", "counting the tokens of texts"):
        import spacy

    return spacy.blank("en").tokenizer
