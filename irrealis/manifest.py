"""The manifest of a dataset: `datasets/<name>/dataset.yaml`, read strictly and reported whole.

A manifest is plain YAML without anchors, aliases, tags or repeated keys. Where YAML 1.1 and its
reader may disagree (`no`, `010`, `12:30`, `1e-3`, a date, an empty value) the file is refused and
the error says to quote; nothing is ever converted. All errors of a file come in one report.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from irrealis.errors import IrrealisError
from irrealis.staging import read_file

FILE = "dataset.yaml"
MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_SPLITS = 100
MAX_SHOWN = 100

Loc = tuple[int | str, ...]
T = TypeVar("T", bound=Hashable)


def _matching(pattern: str, expected: str) -> BeforeValidator:
    def check(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "{expected}", {"expected": expected})
        if not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return BeforeValidator(check)


def nearest(word: str, known: Iterable[str]) -> str:
    """What an error says of the known word that is most like this one; nothing if none is."""
    near = get_close_matches(word[:50], list(known), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""


def _each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    value, times = max(Counter(values).items(), key=lambda item: item[1], default=(None, 0))
    if times > 1:
        shown = f"; {_clip(repr(value))} comes {times} times" if isinstance(value, str) else ""
        raise ValueError(f"each item once{shown}")
    return values


def _own_name(name: str, info: ValidationInfo) -> str:
    folder = (info.context or {}).get("folder")
    if folder is not None and name != folder.resolve().name:
        raise ValueError(f'"{folder.resolve().name}", the name of its folder')
    return name


def _declared(split: str, info: ValidationInfo) -> str:
    splits = (info.context or {}).get("splits")
    if splits and split not in splits:
        raise ValueError(f"one of the splits {', '.join(splits)}{nearest(split, splits)}")
    return split


def _in_folder(name: str, info: ValidationInfo) -> str:
    folder = (info.context or {}).get("folder")
    if folder is None:
        return name
    try:
        target = (folder / name).resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: Python 3.11 and 3.12 on a loop of links
        target = None
    if target is None or not target.is_file():
        raise ValueError("a file that exists in the dataset's folder")
    if not target.is_relative_to(folder.resolve()):
        raise ValueError("a file inside the dataset's folder, not a link that leaves it")
    return name


def _fetchable(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").strip(".")  # a mirror keeps files under <host>/<path>
        path = unquote(parts.path).replace("\\", "/").split("/")
        good = bool(host) and "@" not in parts.netloc and parts.port != 0 and ".." not in path
    except ValueError:  # urlsplit on brackets, port on what is not a port
        good = False
    if not good:
        raise ValueError(_URL)
    return url


_URL = "an http(s) URL with a host, without credentials, spaces or '..'"
_ONE = Field(min_length=1)

Text = Annotated[str, _matching(r"(?s)\s*\S.*", "text that is not blank")]
Slug = Annotated[str, _matching(r"[a-z0-9][a-z0-9-]*", "lower-case letters, digits and hyphens")]
Name = Annotated[Slug, AfterValidator(_own_name)]
Version = Annotated[
    str,
    _matching(
        r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)",
        "a version X.Y.Z without leading zeros, such as 1.0.0",
    ),
]
Module = Annotated[str, _matching(r"[A-Za-z][A-Za-z0-9_]*", "a module name such as my_dataset")]
License = Annotated[str, _matching(r"[a-z0-9][a-z0-9.+-]*", "an SPDX id in lower case such as mit")]
Language = Annotated[str, _matching(r"[a-z]{2,3}", "a language code of 2 or 3 letters such as en")]
Task = Annotated[str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case words joined by hyphens")]
Url = Annotated[str, _matching(r"https?://[!-\[\]-~]+", _URL), AfterValidator(_fetchable)]
Sha256 = Annotated[str, _matching(r"[0-9a-f]{64}", "64 lower-case hex digits")]
GitBlob = Annotated[str, _matching(r"[0-9a-f]{40}", "40 lower-case hex digits")]
RelativePath = Annotated[
    str,
    _matching(r"(?!/|(?:.*/)?\.\.(?:/|\Z))[^\\\n]+", "a relative path without '..' or backslashes"),
]
SampleFile = Annotated[RelativePath, AfterValidator(_in_folder)]
Split = Annotated[
    str,
    _matching(
        r"(?!all$)\w+(\.\w+)*",
        "a split name: words joined by dots, and not `all`, which means every split",
    ),
]
DeclaredSplit = Annotated[Split, AfterValidator(_declared)]
Number = Annotated[float, Field(allow_inf_nan=False)]
# A YAML list kept as a tuple, which strict mode would not convert; its items stay strict.
Several = Annotated[tuple[T, ...], Strict(strict=False), AfterValidator(_each_once)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Paper(_Model):
    """The publication that describes the dataset."""

    title: Text
    url: Url


class PinnedFile(_Model):
    """One upstream file: where it is and exactly which bytes it has.

    Exactly one of `sha256` and `git_blob` is set; `size` (bytes) may be unknown only with
    `git_blob`, whose hash covers it. `member` is the file to read inside a zip archive.
    """

    url: Url
    member: RelativePath | None = None
    sha256: Sha256 | None = None
    git_blob: GitBlob | None = Field(default=None, validate_default=True)
    size: Annotated[int, Field(gt=0)] | None = Field(default=None, validate_default=True)

    # Checks between fields sit on the later field, not on the model: a model's validator is
    # skipped when one of its fields is wrong, and its error would come only in the next report.
    @field_validator("git_blob")
    @classmethod
    def _one_hash(cls, git_blob: str | None, info: ValidationInfo) -> str | None:
        if "sha256" in info.data and (git_blob is None) == (info.data["sha256"] is None):
            raise ValueError("exactly one of sha256 and git_blob")
        return git_blob

    @field_validator("size")
    @classmethod
    def _size_of_sha256(cls, size: int | None, info: ValidationInfo) -> int | None:
        if size is None and info.data.get("sha256"):
            raise ValueError("the size in bytes, needed with sha256")
        return size


class Upstream(_Model):
    """The pinned files of each split, with the license and citation they come under."""

    license: License
    citation: Text
    splits: Annotated[dict[DeclaredSplit, Annotated[Several[PinnedFile], _ONE]], _ONE]


class Inputs(_Model):
    """What a build reads: `sample` files of the dataset's folder, or `upstream`'s pinned files."""

    sample: Annotated[dict[DeclaredSplit, Annotated[Several[SampleFile], _ONE]], _ONE]
    upstream: Upstream | None = None


class Gate(_Model):
    """Bounds (inclusive) that a metric must keep, with the reason for them."""

    metric: Text
    min: Number | None = None
    max: Number | None = Field(default=None, validate_default=True)
    inputs: Literal["any", "sample", "upstream"] = "any"
    splits: Annotated[Several[DeclaredSplit], _ONE] = ()
    reason: Text

    @field_validator("max")
    @classmethod
    def _bounds(cls, high: float | None, info: ValidationInfo) -> float | None:
        low = info.data.get("min")
        if high is None and low is None and "min" in info.data:
            raise ValueError("min, max or both")
        if high is not None and low is not None and low > high:
            raise ValueError(f"at least min, which is {low:g}")
        return high

    def applies(self, inputs: str, split: str) -> bool:
        """Say whether a build of `split` from `inputs` (sample, upstream, files) must pass."""
        return self.inputs in ("any", inputs) and (not self.splits or split in self.splits)


# what no row may be exempted from: a release that breaks these is not one of the contract
CONTRACT = frozenset(
    {"audit", "configs", "content-hash", "counts", "edits", "exemption", "files", "gate", "group"}
    | {"id", "label-effect", "ledger", "level", "no-op", "parquet", "schema", "seed", "splits"}
    | {"unicode"}
)


class Exemption(_Model):
    """Rows of a split that may fail a check, and why; a check fails once one of them does not."""

    check: Text
    split: DeclaredSplit
    rows: Annotated[Several[Text], _ONE]
    inputs: Literal["any", "sample", "upstream"] = "upstream"
    reason: Text

    @field_validator("check")
    @classmethod
    def _not_the_contract(cls, check: str) -> str:
        if check in CONTRACT:
            raise ValueError("a check that the data may fail, such as two-labels or leak")
        return check


class Judging(_Model):
    """What judges can judge, and from whose labels, in which pairs, they learn it.

    `label` is a path into the label columns of pairs (`food.majority`); without one the label is
    plain text. `intervention` names the target of the edits that change this label, and judges are
    measured on those; by default all edits do. `dataset` is another one, whose labels train.
    """

    target: Slug
    label: Annotated[str, _matching(r"\w+(\.\w+)*", "field names joined by dots")] | None = None
    labels: Annotated[Several[Text], Field(min_length=2)]
    intervention: Text | None = None
    dataset: Slug | None = None
    train: Annotated[Several[Split], _ONE]
    held_out: Annotated[Several[Split], _ONE]
    relation: Text


class Published(_Model):
    """A figure that the original's authors state, for the card to set beside ours.

    It is compared with the sum of `metric` over `splits`, so more than one is for counts.
    """

    metric: Text
    splits: Annotated[Several[DeclaredSplit], _ONE]
    value: Number
    source: Text


class Manifest(_Model):
    """A dataset's hand-written description; the fields are those of `dataset.yaml`.

    `alternatives` are splits that overlap by design. Those `held_back` are fetched and built of
    upstream's data only when they are named, and the rows of no other split depend on them.
    """

    name: Name
    version: Version
    title: Text
    summary: Text
    builder: Module
    schema_: Module = Field(alias="schema")  # BaseModel has a method `schema`
    license: License
    redistribution: Literal["allowed", "forbidden", "unknown"]
    homepage: Url | None = None
    paper: Paper | None = None
    citation: Text
    languages: Annotated[Several[Language], _ONE]
    tasks: Annotated[Several[Task], _ONE]
    tags: Several[Text] = ()
    splits: Annotated[Several[Split], Field(min_length=1, max_length=MAX_SPLITS)]
    alternatives: Several[Annotated[Several[DeclaredSplit], Field(min_length=2)]] = ()
    held_back: Several[DeclaredSplit] = ()
    inputs: Inputs
    parameters: dict[str, object] = {}
    gates: Several[Gate] = ()
    exemptions: Several[Exemption] = ()
    judges: Several[Judging] = ()
    published: Several[Published] = ()
    uses: Several[Text] = ()
    misuses: Several[Text] = ()
    no_pairs: Text | None = None  # why, for a dataset that has no originals to pair with
    _folder: Path = Path()

    def model_post_init(self, context: Any, /) -> None:
        """Remember the folder that the manifest was read from."""
        self._folder = (context or {}).get("folder", Path())

    @property
    def folder(self) -> Path:
        """The dataset's folder, as it was given to `read_manifest`."""
        return self._folder

    @property
    def main(self) -> str:
        """The config that a record is kept in: `pairs`, or `native` where `no_pairs` says why."""
        return "native" if self.no_pairs else "pairs"

    def sample_files(self, split: str) -> list[Path]:
        """List the sample files of `split`; empty where the sample has none."""
        return [self.folder / name for name in self.inputs.sample.get(split, ())]

    def upstream_files(self, splits: Iterable[str] = ()) -> Iterator[tuple[str, PinnedFile]]:
        """Yield the pinned files of these splits, in their order.

        If none is named, it is all of them but those held back.

        Raises:
            IrrealisError: the dataset has no upstream, or no such split of it.
        """
        known = self.inputs.upstream.splits if self.inputs.upstream else {}
        wanted = list(splits) or [split for split in known if split not in self.held_back]
        if known and not wanted:
            raise IrrealisError(
                "no split is named, and all of them are held back",
                dataset=self.name,
                hint=f"--split {next(iter(known))}",
            )
        missing = [split for split in wanted if split not in known]
        if missing or not known:
            raise IrrealisError(
                "no upstream files",
                dataset=self.name,
                split=missing[0] if missing else None,
                expected=", ".join(known) or "inputs.upstream in its dataset.yaml",
                hint="irrealis build NAME builds from the sample",
            )
        for split in self.splits:
            if split in wanted:
                for pinned in known[split]:
                    yield split, pinned


class _Problem(NamedTuple):
    place: tuple[int, int]  # line and column, from 0
    where: str
    expected: str = ""
    found: str = ""


class _Loader(yaml.SafeLoader):
    """Composes nodes, never objects; bounded in depth, without anchors or aliases."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if event.anchor is not None:
            problem = "anchors and aliases are refused, write the value out"
        elif self.depth == MAX_DEPTH:
            problem = f"more than {MAX_DEPTH} levels of nesting"
        else:
            problem = None
        if problem:
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


# The unquoted forms on which YAML 1.1, YAML 1.2 and a reader agree, short enough for 64 bits.
# Unquoted 1e-3 is refused because it is text to YAML 1.1 and a number to everybody else.
_PLAIN = {
    "str": r"(?is)(?![-+]?[0-9]*\.?[0-9]*e[-+]?[0-9]+\Z).*",
    "int": r"[-+]?(0|[1-9][0-9]{0,17})",
    "float": r"[-+]?[0-9]{0,30}\.[0-9]{0,30}([eE][-+][0-9]{1,2})?",
    "bool": r"true|false",
    "null": r"null|~",
}
_CONVERT: dict[str, Any] = {"int": int, "float": float, "bool": "true".__eq__, "null": {}.get}
_READ_AS = {"str": "text", "int": "a whole number", "float": "a number", "bool": "a boolean"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # written as \e, \0, \ud800


@dataclass
class _Tree:
    """The plain values of a YAML node tree, and the nodes (key, value) of each of them."""

    nodes: dict[Loc, tuple[yaml.Node, yaml.Node]] = field(default_factory=dict)
    problems: list[_Problem] = field(default_factory=list)
    refused: set[Loc] = field(default_factory=set)

    def value(self, node: yaml.Node, loc: Loc = (), key: yaml.Node | None = None) -> object:
        self.nodes[loc] = (key or node, node)
        tag = _tag(node)
        if isinstance(node, yaml.ScalarNode):
            if _CONTROL.search(node.value):
                self.refuse(node, loc, "text without control characters", _found(node))
            elif (tag == "str" and node.style) or re.fullmatch(_PLAIN.get(tag, "(?!)"), node.value):
                return _CONVERT.get(tag, str)(node.value)
            else:
                expected = "text in quotes, or a plain number, true, false or null"
                self.refuse(node, loc, expected, _found(node, quote=True))
            return _CONTROL.sub("?", node.value)
        if isinstance(node, yaml.SequenceNode) and tag == "seq":
            return [self.value(item, (*loc, at)) for at, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode) and tag == "map":
            return self.mapping(node, loc)
        self.refuse(node, loc, "a value without a tag", _clip(repr(node.tag)))
        return None

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for key, value in node.value:
            name = _CONTROL.sub("?", key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if _tag(key) != "str" or name != key.value:
                self.refuse(key, (*loc, name), "a key that is text", _found(key, quote=True))
            elif name in mapping:
                self.refuse(key, (*loc, name), "each key once", f"{_found(key)} again")
                continue
            mapping[name] = self.value(value, (*loc, name), key)
        return mapping

    def refuse(self, node: yaml.Node, loc: Loc, expected: str, found: str) -> None:
        self.problems.append(_Problem(_place(node), _path(loc), expected, found))
        self.refused.add(loc)

    def explain(self, error: ErrorDetails) -> _Problem | None:
        """Give a validation error its place and words; None where the tree has the cause."""
        loc, kind = error["loc"], error["type"]
        if loc not in self.nodes and loc[-1:] == ("[key]",):  # so pydantic names a mapping's key
            loc, kind = loc[:-1], "key"
        if loc in self.refused:
            return None
        if kind == "extra_forbidden":
            known = _known_keys(loc[:-1])
            near = nearest(str(loc[-1]), known)
            expected = f"a known key{near}" if near else f"one of the keys {', '.join(known)}"
        elif kind in _WORDS:
            expected = _WORDS[kind].format(**error.get("ctx", {}))
        else:
            expected = re.sub("^(Value error, |Input should be )", "", error["msg"])
        if loc not in self.nodes:  # a missing key: point at what should hold it
            key, _ = self.nodes[loc[:-1]]
            return _Problem(_place(key), _path(loc), expected, "nothing")
        key, node = self.nodes[loc]
        node = key if kind in ("extra_forbidden", "key") else node
        return _Problem(_place(node), _path(loc), expected, _found(node, kind == "string_type"))


_WORDS = {
    "missing": "this key, which is required",
    "int_type": "a whole number",
    "float_type": "a number",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "too_short": "{min_length} or more items",
    "too_long": "{max_length} or fewer items",
    "greater_than": "more than {gt}",
}


def _known_keys(loc: Loc) -> list[str]:
    """List the keys of the model at `loc`; the indexes and split names in it lead nowhere."""

    def models(kind: Any) -> list[type[BaseModel]]:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return [kind]
        return [model for part in get_args(kind) for model in models(part)]

    model: type[BaseModel] = Manifest
    for key in loc:
        if key in model.model_fields:
            model = next(iter(models(model.model_fields[str(key)].annotation)), model)
    return [info.alias or key for key, info in model.model_fields.items()]


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line, node.start_mark.column


def _tag(node: yaml.Node) -> str:
    return node.tag.removeprefix("tag:yaml.org,2002:")


def _path(loc: Loc) -> str:
    steps = [
        f".{key}" if re.fullmatch(r"(?!\d)[\w.-]+", str(key)) else f"[{_clip(repr(key))}]"
        for key in loc
    ]
    return "".join(steps).removeprefix(".") or "the document"


def _found(node: yaml.Node, quote: bool = False) -> str:
    if isinstance(node, yaml.CollectionNode):
        kind = "mapping" if isinstance(node, yaml.MappingNode) else "list"
        return f"a {kind}" if node.value else f"an empty {kind}"
    tag, text = _tag(node), node.value
    if tag == "null":
        return text or "nothing"
    if quote and not _CONTROL.search(text):
        return f"{_clip(text)}, which YAML reads as {_READ_AS.get(tag, f'a {tag}')}: quote it"
    return _clip(repr(text) if tag == "str" or _CONTROL.search(text) else text)


def _clip(text: str) -> str:
    text = _masked(text)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _masked(text: str) -> str:
    """Hide the credentials of URLs, keeping the columns: errors end up in public logs."""

    def hide(word: re.Match[str]) -> str:
        before, slashes, rest = word[0].partition("//")
        secret, at, after = rest.rpartition("@")
        return before + slashes + "*" * len(secret) + at + after

    return re.sub(r"\S+", hide, text)


def _report(path: Path, text: str, problems: list[_Problem]) -> IrrealisError:
    report = [f"{path} has {len(problems)} error{'s' if len(problems) > 1 else ''}"]
    lines = _masked(text).splitlines()
    problems = sorted(problems, key=lambda problem: problem.place)
    for (line, column), where, expected, found in problems[:MAX_SHOWN]:
        report.append(f"\n{path}:{line + 1}:{column + 1}: {where}")
        if expected:
            report.append(f"  expected: {expected}\n  found:    {found}")
        source = lines[line] if line < len(lines) else ""
        left = max(0, column - 70)  # a very long line is cut to a window around the place
        source = "".join(c if c.isprintable() else " " for c in source[left : left + 90])
        report.append(f"{line + 1:>5} | {source}".rstrip())
        report.append(f"      | {' ' * (column - left)}^")
    if len(problems) > MAX_SHOWN:
        report.append(f"\nand {len(problems) - MAX_SHOWN} more")
    return IrrealisError("\n".join(report))


def _compose(path: Path, text: str) -> yaml.Node:
    place = (0, 0)
    try:
        loader = _Loader(text)
        try:
            if (node := loader.get_single_node()) is not None:
                return node
            problem = "the document is empty"
        except (ValueError, OverflowError):  # PyYAML on an escape such as "\UFFFFFFFF"
            place = (loader.get_mark().line, loader.get_mark().column)
            problem = "a number or an escape is out of range"
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "syntax error"
        if error.problem_mark:
            place = (error.problem_mark.line, error.problem_mark.column)
    except yaml.reader.ReaderError as error:
        before = f"{text[: error.position]}^".splitlines()
        place = (len(before) - 1, len(before[-1]) - 1)
        problem = f"the character {text[error.position]!r} is refused"
    raise _report(path, text, [_Problem(place, f"not YAML: {problem}")])


def read_manifest(folder: Path) -> Manifest:
    """Read `folder/dataset.yaml`.

    Raises:
        IrrealisError: the file cannot be read, or a report of everything that is wrong in it: for
            each error file:line:column, key path, expected, found and the line with a caret.
    """
    path = folder / FILE
    if not path.is_file():
        raise IrrealisError(f"{path}: no such file", hint=f"write {FILE}, or give another folder")
    try:
        text = read_file(path, largest=MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise IrrealisError(f"{path}:{line}: not UTF-8", hint="save the file as UTF-8") from None
    root = _compose(path, text)
    tree = _Tree()
    document = tree.value(root)
    splits = document.get("splits") if isinstance(document, dict) else None
    if not isinstance(splits, list) or len(splits) > MAX_SPLITS:  # reported as such, and alone
        splits = []
    splits = dict.fromkeys(name for name in splits if isinstance(name, str))
    problems: list[_Problem] = []
    try:
        manifest = Manifest.model_validate(document, context={"folder": folder, "splits": splits})
    except ValidationError as error:
        problems = [p for e in error.errors(include_url=False) if (p := tree.explain(e))]
    problems += tree.problems
    if problems:
        raise _report(path, text, problems)
    return manifest


def plain_values(text: str) -> dict[str, object]:
    """Keys and values of a mapping in YAML, such as a manifest of an older version.

    Read as strictly as a manifest, without anchors and with a bounded depth, but whatever they are;
    empty if it cannot be read, or is not a mapping.
    """
    try:
        value = _Tree().value(_compose(Path(FILE), text))
    except IrrealisError:
        return {}
    return value if isinstance(value, dict) else {}


def find_root(start: Path | None = None) -> Path:
    """Find the registry's root: the nearest folder upwards from `start` (default: the current one).

    A root has a folder `datasets` and a `dvc.yaml` or `pyproject.toml`. It is given relative to
    the current folder unless `start` is absolute, so that errors show short paths.

    Raises:
        IrrealisError: no folder upwards is a root.
    """
    start = start or Path()
    here = start.resolve()
    for folder in (here, *here.parents):
        marked = any((folder / name).is_file() for name in ("dvc.yaml", "pyproject.toml"))
        if marked and (folder / "datasets").is_dir():
            return folder if start.is_absolute() else Path(os.path.relpath(folder))
    raise IrrealisError(
        f"{start}: not inside a registry",
        expected="a folder upwards with datasets/ and a dvc.yaml or pyproject.toml",
        hint="change to the registry's folder",
    )


def list_datasets(root: Path) -> list[str]:
    """List the names of the datasets under `root/datasets`, sorted; hidden folders are ignored.

    Raises:
        IrrealisError: there is no such folder, or a folder in it has no `dataset.yaml`.
    """
    home = root / "datasets"
    if not home.is_dir():
        raise IrrealisError(f"{home}: no such folder", hint="give the registry's root")
    folders = [path for path in home.iterdir() if path.is_dir() and path.name[0] != "."]
    if bare := sorted(str(path) for path in folders if not (path / FILE).is_file()):
        raise IrrealisError(
            f"{', '.join(bare)}: no {FILE}", hint=f"write {FILE}, or remove the folder"
        )
    return sorted(path.name for path in folders)


def load_manifest(name: str, *, root: Path) -> Manifest:
    """Read the manifest of the dataset `name` of the registry at `root`.

    From then on `irrealis.builders` and `irrealis.schemas` look into this registry first, and then
    where irrealis is installed: a registry need not be the repository that irrealis comes from.

    Raises:
        IrrealisError: no such dataset, its manifest is wrong (see `read_manifest`), or this process
            has imported a builder or schema of the same name from another registry.
    """
    folder = root / "datasets" / name
    if re.fullmatch(r"\w[\w.-]*", name) and (folder / FILE).is_file():
        manifest = read_manifest(folder)
        for kind, module in (("builders", manifest.builder), ("schemas", manifest.schema_)):
            _look_first(root, kind, module)
        return manifest
    known = list_datasets(root)
    raise IrrealisError(
        f"no dataset {_clip(repr(name))}{nearest(name, known)}",
        expected=f"one of {', '.join(known)}" if known else "a dataset, but datasets/ has none",
    )


def _look_first(root: Path, kind: str, module: str) -> None:
    package, name = import_module(f"irrealis.{kind}"), f"irrealis.{kind}.{module}"
    own, installed = str((root / kind).resolve()), package.__path__[-1]
    package.__path__ = list(dict.fromkeys([own, installed]))
    loaded = getattr(sys.modules.get(name), "__file__", None)
    found = PathFinder.find_spec(name, package.__path__)
    if loaded and found and found.origin and _home(found.origin) != _home(loaded):
        raise IrrealisError(
            "this process has already imported another registry's module of the same name",
            field=f"{kind[:-1]} {module}",
            expected=found.origin,
            found=loaded,
            hint="use a process of its own for each registry",
        )


def _home(module: str) -> Path:
    path = Path(module).resolve()
    return path.parent.parent if path.name == "__init__.py" else path.parent
