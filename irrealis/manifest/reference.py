"""Makes the reference of `dataset.yaml` and its JSON schema, both from the model.

python -m irrealis.manifest.reference > docs/dataset-yaml.md
python -m irrealis.manifest.reference --schema > docs/dataset.schema.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from irrealis.manifest.model import Manifest
from irrealis.manifest.tasks import TASKS

_HEAD = """\
# Reference of dataset.yaml

Made by `python -m irrealis.manifest.reference > docs/dataset-yaml.md`; a test compares the two.

Values are checked strictly and nothing is converted: what YAML may read in two ways, such as `no`
or a date, wants quotes. `irrealis show NAME` says all that is wrong at once, with line and column.
An editor checks while one types with [the JSON schema](dataset.schema.json); a first line

```yaml
# yaml-language-server: $schema=../../docs/dataset.schema.json
```

tells those that know the YAML language server where it is. What the model alone can check, such as
whether a split is declared or a file exists, is left to `irrealis show`.
"""
# what each key is for; a test asks that every key of the model has its sentence
MEANING = {
    "Manifest.name": "name of the dataset; that of its folder",
    "Manifest.version": "X.Y.Z by the rules of docs/versions.md",
    "Manifest.requires": "packages that the builder alone needs, as pip names them, with versions",
    "Manifest.title": "title of the card and the pages",
    "Manifest.summary": "one sentence for lists",
    "Manifest.builder": "module of `builders/` that makes the rows",
    "Manifest.schema": "module of `schemas/` with the tables and the audit",
    "Manifest.license": "of the dataset as a whole",
    "Manifest.redistribution": "whether its rows may be published; only `allowed` can be",
    "Manifest.homepage": "where upstream lives",
    "Manifest.paper": "the paper that describes it",
    "Manifest.citation": "BibTeX of this dataset",
    "Manifest.languages": "languages of the texts",
    "Manifest.tasks": "task categories of the Hugging Face Hub",
    "Manifest.tags": "further words to find it by",
    "Manifest.splits": "all splits, in the order in which they are shown",
    "Manifest.alternatives": "splits that overlap by design and may hold the same records",
    "Manifest.held_back": "splits that are built and fetched only when they are named",
    "Manifest.repeated_ids": "why ids may be repeated between splits; else a build refuses them",
    "Manifest.inputs": "what a build reads",
    "Manifest.parameters": "parameters of the builder; `{}` where it has none",
    "Manifest.configs": "what single configs have of their own, by name",
    "Manifest.gates": "bounds of metrics that every build must keep",
    "Manifest.exemptions": "rows that may fail a check",
    "Manifest.judges": "what judges can judge in it",
    "Manifest.published": "figures of the original's authors, to compare with",
    "Manifest.reading": "what people who read a sample are asked",
    "Manifest.uses": "what it is for, a sentence each",
    "Manifest.misuses": "what it is not for, a sentence each",
    "Manifest.content_warning": "for texts that readers should be warned about",
    "Manifest.no_pairs": "why there are no originals to pair with, where there are none",
    "Paper.title": "title",
    "Paper.url": "where to read it",
    "Inputs.generate": "for a dataset that a program draws, instead of the two others",
    "Inputs.sample": "files of the dataset's own folder, by split",
    "Inputs.upstream": "pinned files of upstream",
    "Generate.sample": "records of each split to draw for tests",
    "Generate.full": "records of each split to draw for a release",
    "Upstream.license": "of upstream's files",
    "Upstream.citation": "BibTeX of upstream",
    "Upstream.splits": "files of each split",
    "PinnedFile.url": "where the file is",
    "PinnedFile.member": "the file to read inside of a zip or tar archive",
    "PinnedFile.sha256": "hash of its bytes; this or git_blob",
    "PinnedFile.git_blob": "id of its git blob; this or sha256",
    "PinnedFile.size": "bytes; needed with sha256",
    "ConfigDetails.description": "what the config holds, for the card",
    "ConfigDetails.license": "if it is another than the dataset's",
    "ConfigDetails.splits": "the only splits that may have rows of it",
    "ConfigDetails.parameters": "parameters that replace the dataset's",
    "Gate.metric": "name of the metric, as `irrealis metrics` prints it",
    "Gate.min": "the least value",
    "Gate.max": "the greatest value",
    "Gate.inputs": "of which builds it is asked",
    "Gate.splits": "of which splits; all if none is named",
    "Gate.reason": "why this bound",
    "Exemption.check": "name of the check that these rows may fail",
    "Exemption.split": "their split",
    "Exemption.rows": "their ids",
    "Exemption.inputs": "in which builds",
    "Exemption.reason": "why",
    "Judging.target": "what is judged",
    "Judging.label": "path of the label in the label columns, if it has parts",
    "Judging.labels": "the labels that a judge may give",
    "Judging.intervention": "target of the edits that change this label; all if not given",
    "Judging.dataset": "another dataset, whose labels train the judges",
    "Judging.train": "splits to train on",
    "Judging.held_out": "splits to measure the judges on",
    "Judging.relation": "how the judges relate to what made the pairs, for the card",
    "Question.name": "name of the question",
    "Question.question": "what the reader is asked of each row",
    "Question.answers": "what may be answered",
    "Question.defect": "answers that are defects",
    "Question.about": "another config, whose rows of the same group are shown",
    "Question.counter": "metric of the build that finds the same defect",
    "Published.metric": "name of our metric",
    "Published.splits": "splits over which it is summed",
    "Published.value": "what the authors state",
    "Published.source": "where they state it",
}


def models() -> list[type[BaseModel]]:
    """The model of the manifest, and those that its fields have, in the order of their use."""
    found: list[type[BaseModel]] = []
    asked: list[type[BaseModel]] = [Manifest]
    while asked:
        model = asked.pop(0)
        if model not in found:
            found.append(model)
            for field in model.model_fields.values():
                asked += _models_in(field.annotation)
    return found


def _models_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for part in getattr(kind, "__args__", ()) for model in _models_in(part)]


def schema() -> dict[str, Any]:
    """The JSON schema of `dataset.yaml`, with what each key is for."""
    whole = Manifest.model_json_schema(by_alias=True)
    for name, part in (("Manifest", whole), *whole["$defs"].items()):
        for key, value in part["properties"].items():
            value["description"] = MEANING.get(f"{name}.{key}", "")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dataset.yaml",
        **{key: value for key, value in whole.items() if key != "title"},
    }


def reference() -> str:
    """The page."""
    whole = schema()
    lines = [_HEAD]
    for model in models():
        part = whole if model is Manifest else whole["$defs"][model.__name__]
        lines += [f"## {_title(model)}", "", _plain(model.__doc__ or ""), ""]
        lines += ["| key | value | meaning |", "| :-- | :-- | :-- |"]
        needed = part.get("required", ())
        for key, value in part["properties"].items():
            name = f"`{key}`" if key in needed else f"`{key}` (optional)"
            lines.append(f"| {name} | {_kind(value, whole)} | {value['description']} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _title(model: type[BaseModel]) -> str:
    words = re.findall(r"[A-Z][a-z]*", model.__name__)
    return "The file" if model is Manifest else " ".join(words).capitalize()


def _plain(text: str) -> str:
    return re.sub(r"\n +", "\n", text.strip())


def _kind(value: dict[str, Any], whole: dict[str, Any]) -> str:
    """What a value may be, in words."""
    if reference := value.get("$ref"):
        model = next(m for m in models() if m.__name__ == reference.rpartition("/")[2])
        anchor = _title(model).lower().replace(" ", "-")
        return f"[{_title(model).lower()}](#{anchor})"
    if options := value.get("anyOf"):
        return " or ".join(
            _kind(option, whole) for option in options if option.get("type") != "null"
        )
    if names := value.get("enum"):
        if names == [*TASKS]:
            return "names such as `text-classification`; the JSON schema has them all"
        return ", ".join(f"`{name}`" for name in names)
    if value.get("type") == "array":
        return f"list of {_kind(value.get('items', {}), whole)}"
    patterned = list(value.get("patternProperties", {}).values())
    if isinstance(of := patterned[0] if patterned else value.get("additionalProperties"), dict):
        return f"name: {_kind(of, whole)}"
    words = {"string": "text", "integer": "whole number", "number": "number", "object": "mapping"}
    plain = words.get(str(value.get("type")), "anything")
    return str(value.get("patternErrorMessage") or plain).replace("|", "\\|")


def _main(arguments: list[str]) -> Iterator[str]:
    if "--schema" in arguments:
        yield json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    else:
        yield reference()


if __name__ == "__main__":
    sys.stdout.writelines(_main(sys.argv[1:]))
