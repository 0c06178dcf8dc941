"""A new dataset that begins as a copy of another, such as the model of a family."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from irrealis.errors import IrrealisError, nearest
from irrealis.manifest import Manifest, built_in, list_datasets, load_manifest
from irrealis.new.yaml_text import yaml_text

HEADER = """\
# Begun as a copy of {model}, whose rows these are. Change what the file says of them, replace the
# sample by records of your own writing, and pin your data under inputs.upstream.
"""
# what a manifest says of the model's own data, and a copy must not claim
DROPPED = ("held_back", "homepage", "judges", "misuses", "paper", "published", "uses")


def families() -> dict[str, str]:
    """The families of builders that a new dataset can begin with, each with its model."""
    package = import_module("irrealis.builders.families")
    found = {
        module.name: import_module(f"{package.__name__}.{module.name}")
        for module in iter_modules(package.__path__)
        if module.ispkg
    }
    return {name: family.MODEL for name, family in sorted(found.items())}


def model_of(family: str) -> Manifest:
    """The dataset that shows how one of a family is made.

    Args:
        family: of docs/families.md, such as `published`; a hyphen stands for an underscore.

    Raises:
        IrrealisError: there is no such family.
    """
    known = families()
    wanted = family.replace("-", "_")
    if wanted not in known:
        raise IrrealisError(
            f"no family {family!a}{nearest(wanted, known)}",
            field="--family",
            expected=", ".join(known),
            hint="docs/families.md says what each is for; --like NAME copies any dataset",
        )
    return load_manifest(known[wanted], root=built_in())


def model_named(name: str, *, root: Path) -> Manifest:
    """A dataset of this registry, or of the one that irrealis comes with.

    Raises:
        IrrealisError: neither has it.
    """
    home = root if name in list_datasets(root) else built_in()
    return load_manifest(name, root=home)


def copied(model: Manifest, *, name: str, module: str) -> dict[str, bytes]:
    """The files of a dataset that makes of the model's sample what the model does.

    Builder and schema are copied under the new name. Where the model's builder is a package of
    several modules that need one another, the new dataset is built by the model's own.

    Args:
        model: what is copied.
        name: of the new dataset.
        module: of its builder and schema, where they are copied.

    Returns:
        The content of each file, by its path from the registry's root.
    """
    folder = f"datasets/{name}"
    builder, schema = _modules(model)
    shared = f"irrealis.builders.{model.builder}" in builder.read_text("utf-8")
    values = _values(model, name=name)
    if not shared:
        values |= {"builder": module, "schema": module}
    text = yaml_text(values)
    files = {f"{folder}/dataset.yaml": (HEADER.format(model=model.name) + text).encode()}
    for split in model.splits:
        for path in model.sample_files(split):
            files[f"{folder}/{path.relative_to(model.folder).as_posix()}"] = path.read_bytes()
    if shared:
        return files
    old = import_module(f"irrealis.builders.{model.builder}").BUILDER.__name__
    words = {model.name: name, model.builder: module, model.schema_: module}
    for kind, path in (("builders", builder), ("schemas", schema)):
        code = _renamed(path.read_text("utf-8"), words=words, old=old, new=_class_name(module))
        files[f"{kind}/{module}.py"] = code.encode()
    return files


def _modules(manifest: Manifest) -> tuple[Path, Path]:
    """The files of a dataset's builder and schema; of a package its `__init__`."""
    found = [
        find_spec(f"irrealis.{kind}.{module}")
        for kind, module in (("builders", manifest.builder), ("schemas", manifest.schema_))
    ]
    builder, schema = (Path(str(spec.origin if spec else "")) for spec in found)
    return builder, schema


def _values(model: Manifest, *, name: str) -> dict[str, Any]:
    """What the manifest of the model says, but for what it says of the model's own data."""
    values = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    title = name.replace("-", " ").capitalize()
    values |= {
        "name": name,
        "version": "1.0.0",
        "title": title,
        "license": "apache-2.0",
        "redistribution": "allowed",
        "citation": f"@misc{{{name},\n  title = {{{title}}},\n}}\n",
        "parameters": values.get("parameters", {}),
    }
    for key in DROPPED:
        values.pop(key, None)
    values["inputs"].pop("upstream", None)
    splits = model.splits_of("sample")
    values["splits"] = splits
    for key in ("gates", "exemptions"):
        if kept := [
            _of_sample(value, splits) for value in values.get(key, ()) if _holds(value, splits)
        ]:
            values[key] = kept
        else:
            values.pop(key, None)
    others = [[s for s in several if s in splits] for several in values.pop("alternatives", ())]
    if several := [some for some in others if len(some) > 1]:
        values["alternatives"] = several
    return values


def _holds(bound: dict[str, Any], splits: list[str]) -> bool:
    """Whether a gate or an exemption of the model's can hold of its sample."""
    exempts = "split" in bound
    named = [bound["split"]] if exempts else bound.get("splits", splits)
    inputs = bound.get("inputs", "upstream" if exempts else "any")
    return inputs != "upstream" and any(split in splits for split in named)


def _of_sample(bound: dict[str, Any], splits: list[str]) -> dict[str, Any]:
    """A gate or an exemption that names splits of the sample alone."""
    if "splits" not in bound:
        return bound
    return {**bound, "splits": [split for split in bound["splits"] if split in splits]}


def _renamed(text: str, *, words: dict[str, str], old: str, new: str) -> str:
    for before, after in words.items():
        text = re.sub(rf"(?<![\w-]){re.escape(before)}(?![\w-])", after, text)
    # the builder's class, and those named after it: BlimpAudit, BlimpParameters
    return re.sub(rf"\b{old}(?=[A-Z]|\b)", new, text)


def _class_name(module: str) -> str:
    return "".join(part.capitalize() for part in module.split("_"))
