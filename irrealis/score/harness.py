"""Logs of lm-evaluation-harness and of Inspect, as records of predictions.

Both are logs of tasks that `irrealis export` wrote, whose questions name the pair, its side and the
part of the label that is asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from irrealis.errors import IrrealisError
from irrealis.inputs import zip_members

LM_EVAL = "samples_"  # what the names of the harness's files begin with
_SHOWN = 160  # characters of what an error quotes
_SAMPLE = 64 * 1024**2  # bytes of a sample in a log of Inspect
_HINT = "irrealis export NAME --to lm-eval, or --to inspect, writes tasks whose logs can be scored"


def is_lm_eval(record: Mapping[str, Any]) -> bool:
    """Whether it is a record of a `samples_*.jsonl`, as `lm_eval --log_samples` writes it."""
    return "doc" in record and "resps" in record


def only_one_filter(
    records: Iterable[tuple[int, dict[str, Any]]],
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of the first filter: a task with several logs each answer once for each."""
    wanted: object = None
    for line, record in records:
        wanted = record.get("filter") if wanted is None else wanted
        if record.get("filter") == wanted:
            yield line, record


def lm_eval_record(
    record: Mapping[str, Any], error: Callable[..., IrrealisError], line: int
) -> dict[str, Any]:
    """A prediction of a record of `samples_*.jsonl`.

    Of multiple choice it is the choice of the highest log-likelihood, the first of equal ones, with
    the probabilities that these give the choices; else it is the text that was generated.
    """
    doc = record.get("doc")
    if not isinstance(doc, dict) or not isinstance(doc.get("pair"), str):
        raise error(
            line,
            "the document names no pair",
            field="doc.pair",
            expected="the id of a pair",
            found=doc.get("pair") if isinstance(doc, dict) else doc,
            hint=_HINT,
        )
    predicted = record.get("filtered_resps") or record.get("resps")
    found = {"id": doc["pair"], "side": doc.get("side"), "part": doc.get("part") or None}
    choices = doc.get("choices") or []
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise error(
            line,
            "the choices are not texts",
            field="doc.choices",
            expected="a list of texts",
            found=choices,
        )
    if isinstance(predicted, list) and len(predicted) == len(choices) > 1:
        try:
            scores = [float(_first(answer)) for answer in predicted]
        except (TypeError, ValueError):
            scores = []
        top = max(scores, default=math.nan)
        if math.isfinite(top) and not any(map(math.isnan, scores)):
            odds = [math.exp(score - top) for score in scores]
            likely = {c: odd / math.fsum(odds) for c, odd in zip(choices, odds, strict=True)}
            return {**found, "label": choices[scores.index(top)], "probabilities": likely}
    while isinstance(predicted, list) and predicted:
        predicted = predicted[0]
    if not isinstance(predicted, str):
        raise error(
            line,
            "no response",
            field="filtered_resps",
            expected="a text, or a log-likelihood for each choice",
            found=predicted,
        )
    return {**found, "label": predicted}


def _first(value: Any) -> Any:
    """Of a log-likelihood and whether it is greedy, within as many lists, the log-likelihood."""
    while isinstance(value, list) and value:
        value = value[0]
    return value


def inspect_records(path: Path, *, max_bytes: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The predictions of a `.eval`, a zip archive that has a file of JSON for each sample."""
    any_sample = False
    with zip_members(path, _is_sample, max_bytes=max_bytes) as members:
        for name, stream in members:
            any_sample = True
            content = stream.read(_SAMPLE + 1)
            if len(content) > _SAMPLE:
                raise IrrealisError(f"{path.name}, {name} is larger than {_SAMPLE} bytes")
            try:
                sample = json.loads(content)
            except (ValueError, RecursionError) as error:
                raise IrrealisError(f"{path.name}, {name}: not JSON: {error}") from None
            yield name, _sample(sample, f"{path.name}, {name}")
    if not any_sample:
        raise IrrealisError(
            f"{path.name} holds no sample", expected="files samples/*.json, as Inspect writes them"
        )


def _is_sample(name: str) -> bool:
    return name.startswith("samples/") and name.endswith(".json")


def _sample(sample: Any, where: str) -> dict[str, Any]:
    known = sample.get("metadata") if isinstance(sample, dict) else None
    if not isinstance(known, dict) or not isinstance(known.get("pair"), str):
        raise IrrealisError(
            f"{where}: the sample names no pair",
            field="metadata.pair",
            expected="the id of a pair",
            found=f"{known!r}"[:_SHOWN],
            hint=_HINT,
        )
    found = {"id": known["pair"], "side": known.get("side"), "part": known.get("part") or None}
    if sample.get("error"):
        return found  # the model was not heard: there is no prediction
    return {**found, "label": _completion(sample.get("output"), where)}


def _completion(output: Any, where: str) -> str:
    """The text of the first choice of a model's output; one in parts is put together."""
    try:
        content = output["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise IrrealisError(
            f"{where}: the sample has no output",
            field="output.choices",
            expected="choices, each with the content of a message",
            found=f"{output!r}"[:_SHOWN],
        ) from None
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str):
        raise IrrealisError(
            f"{where}: the output is no text",
            field="output.choices",
            expected="a text, or a list with the parts of one",
            found=f"{content!r}"[:_SHOWN],
        )
    return content
