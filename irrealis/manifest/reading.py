"""Reads `datasets/<name>/dataset.yaml` strictly, and reports all errors at once.

A manifest is plain YAML without anchors, aliases, tags or repeated keys. Where YAML 1.1 and its
reader may disagree (`no`, `010`, `12:30`, `1e-3`, a date, an empty value) the file is refused and
the error says to quote; nothing is ever converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import (
    BaseModel,
    ValidationError,
)
from pydantic_core import ErrorDetails

from irrealis.errors import IrrealisError, nearest
from irrealis.files import read_file
from irrealis.manifest.model import MAX_SPLITS, Loc, Manifest, clip, masked

MANIFEST_FILE = "dataset.yaml"
MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_SHOWN = 100


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
        self.refuse(node, loc, "a value without a tag", clip(repr(node.tag)))
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
        f".{key}" if re.fullmatch(r"(?!\d)[\w.-]+", str(key)) else f"[{clip(repr(key))}]"
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
        return f"{clip(text)}, which YAML reads as {_READ_AS.get(tag, f'a {tag}')}: quote it"
    return clip(repr(text) if tag == "str" or _CONTROL.search(text) else text)


def _report(path: Path, text: str, problems: list[_Problem]) -> IrrealisError:
    report = [f"{path} has {len(problems)} error{'s' if len(problems) > 1 else ''}"]
    lines = masked(text).splitlines()
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


@lru_cache(maxsize=128)  # most of the time of reading; nobody changes the nodes
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
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise IrrealisError(
            f"{path}: no such file", hint=f"write {MANIFEST_FILE}, or give another folder"
        )
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
        value = _Tree().value(_compose(Path(MANIFEST_FILE), text))
    except IrrealisError:
        return {}
    return value if isinstance(value, dict) else {}
