"""How alike two names or two contexts are: a small interface with two implementations.

Vectors are unit vectors rounded to whole numbers from -127 to 127. A dot product of two is at most
127 * 127 * 768 < 2**24, which float32 holds exactly, whatever order a BLAS adds it up in: cosines,
thresholds and ranks are the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from irrealis.errors import Unavailable, needs

Vectors = npt.NDArray[np.float32]
SCALE = 127
UNIT = SCALE * SCALE  # the dot product of a vector with itself, up to rounding


class Similarity(Protocol):
    """Turns texts into vectors whose dot product, over `UNIT`, is their cosine similarity."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text: whole numbers from -127 to 127, as float32."""
        ...

    def model(self) -> dict[str, str]:
        """Name and version, for the build record."""
        ...


class StaticSimilarity:
    """Mean of static token embeddings, from weights that ship inside the package `wordllama`.

    Sums are taken over whole numbers, so that they are exact. Method of averaging: WordLlama
    (github.com/dleemiller/WordLlama, MIT).
    """

    _FIXED_POINT = 2**16
    _LONGEST = 512  # tokens that count, so that sums of squares stay exact in 64 bits

    def __init__(self) -> None:
        with needs("documents", "comparing names by their embeddings"):
            import wordllama

        # the plain load() looks elsewhere for the weights and then asks the network
        model: Any = wordllama.WordLlama.load(
            cache_dir=Path(wordllama.__file__).parent, disable_download=True
        )
        model.tokenizer.no_padding()
        self._encode = model.tokenizer.encode_batch_fast
        self._weights = np.rint(model.embedding * self._FIXED_POINT).astype(np.int64)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text; a text without tokens is the zero vector, like nothing else."""
        out = np.zeros((len(texts), self._weights.shape[1]), dtype=np.float32)
        encoded = self._encode(list(texts), add_special_tokens=False)
        for row, tokens in enumerate(encoded):
            if tokens.ids:
                out[row] = _whole(self._weights[tokens.ids[: self._LONGEST]].sum(axis=0))
        return out

    def model(self) -> dict[str, str]:
        """Name and version of the embeddings."""
        return {"name": "wordllama l2_supercat_256", "version": version("wordllama")}


class ContrieverSimilarity:
    """The paper's own: mean-pooled `facebook/contriever-msmarco` (CovEReD, section 3.2).

    Args:
        name: a model of the Hub, or a folder that holds one.

    Raises:
        Unavailable: the extra `contriever` is not installed, or the model cannot be had.
    """

    BATCH = 48

    def __init__(self, name: str = "facebook/contriever-msmarco") -> None:
        with needs("contriever", "embedding with Contriever"):
            import torch
            from transformers import AutoModel, AutoTokenizer
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name)
            # its weights are a .bin, which torch 2.6 and later read without running what is in it
            self._model = AutoModel.from_pretrained(name).eval()
        except OSError as error:
            raise Unavailable(
                f"no model {name}: {error}",
                hint="let it be downloaded once, or name a folder that holds it",
            ) from None
        self._torch: Any = torch
        self._name = name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text: the mean of its tokens' last hidden states."""
        rows = []
        for start in range(0, len(texts), self.BATCH):
            batch = self._tokenizer(
                list(texts[start : start + self.BATCH]),
                padding=True,
                truncation=True,
                return_tensors="pt",
            )
            with self._torch.no_grad():
                states = self._model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            means = (states * mask).sum(1) / mask.sum(1)
            rows += [_whole(row) for row in means.double().numpy()]
        return np.stack(rows) if rows else np.zeros((0, 768), dtype=np.float32)

    def model(self) -> dict[str, str]:
        """Name and version of the model."""
        commit = getattr(self._model.config, "_commit_hash", None) or "a local folder"
        return {"name": self._name, "version": commit, "transformers": version("transformers")}


def _whole(vector: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    # over integers the sum of squares is exact, and so is all that follows
    norm = math.sqrt((vector * vector).sum())
    return np.rint(vector / (norm or 1) * SCALE).astype(np.float32)


@cache
def load_similarity(name: str) -> Similarity:
    """The implementation that the parameter `similarity` names; loaded once in a process."""
    return StaticSimilarity() if name == "static" else ContrieverSimilarity()
