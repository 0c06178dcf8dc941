from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from irrealis.errors import IrrealisError
from irrealis.manifest import (
    MARKER,
    MAX_BYTES,
    Gate,
    Manifest,
    built_in,
    find_root,
    home,
    list_datasets,
    load_manifest,
    read_manifest,
)

VALID = f"""\
name: toy-cf
version: 1.0.0
title: Toy
summary: One sentence.
builder: toy_cf
schema: toy_rows
license: mit
redistribution: allowed
homepage: https://example.org/toy
paper: {{title: On toys, url: https://example.org/toys.pdf}}
citation: |
  @misc{{toy, title = {{Toy}}}}
languages: [en]
tasks: [text-classification]
tags: [counterfactual]
splits: [train, validation, test]
alternatives: [[train, test]]
inputs:
  sample:
    train: [sample/a.json, sample/b.json]
  upstream:
    license: cc-by-4.0
    citation: Someone, 2024.
    splits:
      validation:
        - url: https://example.org/data/dev.zip
          size: 3245588
          sha256: {"a1" * 32}
          member: data/dev.json
        - {{url: "http://example.org/b.json", git_blob: {"b2" * 20}}}
parameters: {{variants: 5, share: 0.7, words: [a, "no"], deep: {{on it: null, really: true}}}}
gates:
  - {{metric: yield, min: 0.95, inputs: upstream, reason: The paper has 0.93.}}
  - {{metric: rejects, min: 0, max: 3, splits: [validation], reason: Three by design.}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A valid dataset in a registry, relative to the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = Path("datasets/toy-cf")
    (folder / "sample").mkdir(parents=True)
    for name in ("sample/a.json", "sample/b.json"):
        (folder / name).write_text("[]")
    (folder / "dataset.yaml").write_text(VALID)
    Path(MARKER).touch()
    return folder


def error_of(folder: Path, text: str | bytes) -> str:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    (folder / "dataset.yaml").write_bytes(data)
    with pytest.raises(IrrealisError) as caught:
        read_manifest(folder)
    return str(caught.value)


def swap(old: str, new: str) -> str:
    assert VALID.count(old) == 1, old
    return VALID.replace(old, new)


def test_every_field_of_a_valid_manifest_arrives_typed(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest.name, manifest.version, manifest.schema_) == (
        "toy-cf",
        "1.0.0",
        "toy_rows",
    )
    assert manifest.splits == ("train", "validation", "test")
    assert manifest.alternatives == (("train", "test"),)
    assert manifest.citation == "@misc{toy, title = {Toy}}\n"
    assert manifest.paper is not None
    assert manifest.paper.title == "On toys"
    assert manifest.inputs.upstream is not None
    archive, blob = manifest.inputs.upstream.splits["validation"]
    assert (archive.size, archive.sha256, archive.git_blob) == (3245588, "a1" * 32, None)
    assert archive.member == "data/dev.json"
    assert (blob.size, blob.git_blob) == (None, "b2" * 20)
    assert [(gate.min, gate.max) for gate in manifest.gates] == [(0.95, None), (0, 3)]
    assert manifest.folder == folder
    assert manifest.sample_files("train") == [folder / "sample/a.json", folder / "sample/b.json"]
    assert manifest.sample_files("test") == []


def test_parameters_are_plain_values(folder: Path) -> None:
    assert read_manifest(folder).parameters == {
        "variants": 5,
        "share": 0.7,
        "words": ["a", "no"],
        "deep": {"on it": None, "really": True},
    }


def test_optional_keys_may_be_left_out(folder: Path) -> None:
    upstream = VALID[VALID.index("  upstream:") :]
    optional = ("homepage:", "paper:", "tags:", "alternatives:")
    lines = VALID.removesuffix(upstream).splitlines(keepends=True)
    (folder / "dataset.yaml").write_text("".join(x for x in lines if not x.startswith(optional)))
    manifest = read_manifest(folder)
    assert (manifest.homepage, manifest.paper, manifest.inputs.upstream) == (None, None, None)
    assert (manifest.tags, manifest.alternatives, manifest.gates) == ((), (), ())
    assert manifest.parameters == {}


def test_a_manifest_cannot_be_changed(folder: Path) -> None:
    manifest = read_manifest(folder)
    with pytest.raises(ValidationError, match="frozen"):
        manifest.version = "2.0.0"


@pytest.mark.parametrize(
    ("inputs", "splits", "asked", "applies"),
    [
        ("any", (), ("files", "test"), True),
        ("any", ("train",), ("sample", "train"), True),
        ("any", ("train",), ("sample", "test"), False),
        ("upstream", (), ("upstream", "test"), True),
        ("upstream", (), ("sample", "test"), False),
    ],
)
def test_a_gate_applies_to_its_inputs_and_splits(
    inputs: str, splits: tuple[str, ...], asked: tuple[str, str], applies: bool
) -> None:
    gate = Gate.model_validate(
        {"metric": "yield", "min": 0, "inputs": inputs, "reason": "r"}
        | ({"splits": splits} if splits else {})
    )
    assert gate.applies(*asked) is applies


def test_all_errors_come_in_one_report_in_line_order(folder: Path) -> None:
    text = VALID
    for old, new in {
        "version: 1.0.0": "version: 1.0",
        "title: Toy\n": "titel: Toy\n",
        "license: mit": "license: no",
        "    train: [": "    trian: [",
        "size: 3245588": "size: 3_245_588",
        "          member": "          memebr",
        "min: 0.95": "min: .nan",
        "variants: 5": "variants: 5, variants: 6",
        "max: 3": "max: -1",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    assert (
        error_of(folder, text)
        == """\
datasets/toy-cf/dataset.yaml has 10 errors

datasets/toy-cf/dataset.yaml:1:1: title
  expected: this key, which is required
  found:    nothing
    1 | name: toy-cf
      | ^

datasets/toy-cf/dataset.yaml:2:10: version
  expected: a version X.Y.Z without leading zeros, such as 1.0.0
  found:    1.0, which YAML reads as a number: quote it
    2 | version: 1.0
      |          ^

datasets/toy-cf/dataset.yaml:3:1: titel
  expected: a known key (did you mean "title"?)
  found:    'titel'
    3 | titel: Toy
      | ^

datasets/toy-cf/dataset.yaml:7:10: license
  expected: text in quotes, or a plain number, true, false or null
  found:    no, which YAML reads as a boolean: quote it
    7 | license: no
      |          ^

datasets/toy-cf/dataset.yaml:20:5: inputs.sample.trian
  expected: one of the splits train, validation, test (did you mean "train"?)
  found:    'trian'
   20 |     trian: [sample/a.json, sample/b.json]
      |     ^

datasets/toy-cf/dataset.yaml:27:17: inputs.upstream.splits.validation[0].size
  expected: text in quotes, or a plain number, true, false or null
  found:    3_245_588, which YAML reads as a whole number: quote it
   27 |           size: 3_245_588
      |                 ^

datasets/toy-cf/dataset.yaml:29:11: inputs.upstream.splits.validation[0].memebr
  expected: a known key (did you mean "member"?)
  found:    'memebr'
   29 |           memebr: data/dev.json
      |           ^

datasets/toy-cf/dataset.yaml:31:27: parameters.variants
  expected: each key once
  found:    'variants' again
   31 | parameters: {variants: 5, variants: 6, share: 0.7, words: [a, "no"], deep: {on it: null, r
      |                           ^

datasets/toy-cf/dataset.yaml:33:26: gates[0].min
  expected: text in quotes, or a plain number, true, false or null
  found:    .nan, which YAML reads as a number: quote it
   33 |   - {metric: yield, min: .nan, inputs: upstream, reason: The paper has 0.93.}
      |                          ^

datasets/toy-cf/dataset.yaml:34:36: gates[1].max
  expected: at least min, which is 0
  found:    -1
   34 |   - {metric: rejects, min: 0, max: -1, splits: [validation], reason: Three by design.}
      |                                    ^"""
    )


PIN = "inputs.upstream.splits.validation"
SURPRISE = "text in quotes, or a plain number, true, false or null"
SPLITS = "one of the splits train, validation, test"
URL = "an http(s) URL with a host, without credentials, spaces or '..'"
PATH = "a relative path without '..' or backslashes"
CORRUPTIONS = [
    ("name: toy-cf", "name: toy", "1:7: name", '"toy-cf", the name of its folder', "'toy'"),
    (
        "name: toy-cf",
        "name: Toy_CF",
        "1:7: name",
        "lower-case letters, digits and hyphens",
        "'Toy_CF'",
    ),
    (
        "1.0.0",
        "1.02.0",
        "2:10: version",
        "a version X.Y.Z without leading zeros, such as 1.0.0",
        "'1.02.0'",
    ),
    ("title: Toy\n", "title: ' '\n", "3:8: title", "text that is not blank", "' '"),
    ("title: Toy\n", "title: {a: b}\n", "3:8: title", "text that is not blank", "a mapping"),
    ("title: Toy\n", "title:\n", "3:7: title", SURPRISE, "nothing"),
    (
        "title: Toy\n",
        r'title: "\e[2J"' + "\n",
        "3:8: title",
        "text without control characters",
        r"'\x1b[2J'",
    ),
    (
        "title: Toy\n",
        "title: !!python/name:os.system x\n",
        "3:8: title",
        SURPRISE,
        "x, which YAML reads as a python/name:os.system: quote it",
    ),
    (
        "summary: One",
        "summary: !x {}\n#",
        "4:10: summary",
        "a value without a tag",
        "'!x'",
    ),
    (
        "builder: toy_cf",
        "builder: os.path",
        "5:10: builder",
        "a module name such as my_dataset",
        "'os.path'",
    ),
    (
        "schema: toy_rows",
        "schema: 2nd",
        "6:9: schema",
        "a module name such as my_dataset",
        "'2nd'",
    ),
    (
        "license: mit",
        "license: MIT",
        "7:10: license",
        "an SPDX id in lower case such as mit",
        "'MIT'",
    ),
    (
        "redistribution: allowed",
        "redistribution: maybe",
        "8:17: redistribution",
        "'allowed', 'forbidden' or 'unknown'",
        "'maybe'",
    ),
    (
        "https://example.org/toy\n",
        "ftp://example.org/toy\n",
        "9:11: homepage",
        URL,
        "'ftp://example.org/toy'",
    ),
    (
        "Someone, 2024.",
        '"@inproceedings{...}"',
        "23:15: inputs.upstream.citation",
        "a citation, not the ... of an example",
        "'@inproceedings{...}'",
    ),
    (
        "title: On toys, ",
        "",
        "10:1: paper.title",
        "this key, which is required",
        "nothing",
    ),
    (
        "languages: [en]",
        "languages: [en, English]",
        "13:17: languages[1]",
        "a language code of 2 or 3 letters such as en",
        "'English'",
    ),
    (
        "languages: [en]",
        "languages: [no]",
        "13:13: languages[0]",
        SURPRISE,
        "no, which YAML reads as a boolean: quote it",
    ),
    ("languages: [en]", "languages: en", "13:12: languages", "a list", "'en'"),
    (
        "[text-classification]",
        "[]",
        "14:8: tasks",
        "1 or more items",
        "an empty list",
    ),
    (
        "[text-classification]",
        "[Text_Classification]",
        "14:9: tasks[0]",
        "lower-case words joined by hyphens",
        "'Text_Classification'",
    ),
    (
        "[text-classification]",
        "[text-clasification]",
        "14:9: tasks[0]",
        'a task category of the Hub (did you mean "text-classification"?)',
        "'text-clasification'",
    ),
    (
        "[text-classification]",
        "[hypothesis-testing]",
        "14:9: tasks[0]",
        "a task category of the Hub; other if none fits, and a tag for the rest",
        "'hypothesis-testing'",
    ),
    (
        "tags: [counterfactual]",
        "tags: [Counter Factual]",
        "15:8: tags[0]",
        "lower-case words joined by hyphens",
        "'Counter Factual'",
    ),
    (
        "splits: [train, validation, test]",
        "splits: [train, validation, test, dev set]",
        "16:35: splits[3]",
        "a split name: words joined by dots, and not `all`, which means every split",
        "'dev set'",
    ),
    (
        "splits: [train, validation, test]",
        "splits: [train, validation, test, train]",
        "16:9: splits",
        "each item once; 'train' comes 2 times",
        "a list",
    ),
    (
        "[[train, test]]",
        "[[train, tset]]",
        "17:24: alternatives[0][1]",
        f'{SPLITS} (did you mean "test"?)',
        "'tset'",
    ),
    ("[[train, test]]", "[[train]]", "17:16: alternatives[0]", "2 or more items", "a list"),
    (
        "sample/b.json",
        "sample/c.json",
        "20:28: inputs.sample.train[1]",
        "a file that exists in the dataset's folder",
        "'sample/c.json'",
    ),
    ("sample/b.json", "sample/../x", "20:28: inputs.sample.train[1]", PATH, "'sample/../x'"),
    ("sample/b.json", "/etc/hosts", "20:28: inputs.sample.train[1]", PATH, "'/etc/hosts'"),
    (
        "    license: cc-by-4.0\n",
        "",
        "21:3: inputs.upstream.license",
        "this key, which is required",
        "nothing",
    ),
    (
        "      validation:\n",
        "      valdation:\n",
        "25:7: inputs.upstream.splits.valdation",
        f'{SPLITS} (did you mean "validation"?)',
        "'valdation'",
    ),
    (
        "      validation:\n",
        "      2024:\n",
        "25:7: inputs.upstream.splits['2024']",
        "a key that is text",
        "2024, which YAML reads as a whole number: quote it",
    ),
    (
        "org/data/dev.zip",
        "org/a/%2e%2E/b",
        f"26:16: {PIN}[0].url",
        URL,
        "'https://example.org/a/%2e%2E/b'",
    ),
    (
        "https://example.org/data",
        "https://../data",
        f"26:16: {PIN}[0].url",
        URL,
        "'https://../data/dev.zip'",
    ),
    (
        "          size: 3245588\n",
        "",
        f"26:11: {PIN}[0].size",
        "the size in bytes, needed with sha256",
        "nothing",
    ),
    ("size: 3245588", "size: 0", f"27:17: {PIN}[0].size", "more than 0", "0"),
    ("size: 3245588", "size: true", f"27:17: {PIN}[0].size", "a whole number", "true"),
    ("a1" * 32, "a1" * 20, f"28:19: {PIN}[0].sha256", "64 lower-case hex digits", f"'{'a1' * 20}'"),
    (
        "member: data/dev.json",
        "member: data/../../dev.json",
        f"29:19: {PIN}[0].member",
        PATH,
        "'data/../../dev.json'",
    ),
    (
        "member: data",
        f"git_blob: {'c3' * 20} #",
        f"29:21: {PIN}[0].git_blob",
        "exactly one of sha256 and git_blob",
        f"'{'c3' * 20}'",
    ),
    (
        f", git_blob: {'b2' * 20}",
        "",
        f"30:11: {PIN}[1].git_blob",
        "exactly one of sha256 and git_blob",
        "nothing",
    ),
    (
        "b2" * 20,
        "12" * 20,
        f"30:56: {PIN}[1].git_blob",
        SURPRISE,
        f"{'12' * 20}, which YAML reads as a whole number: quote it",
    ),
    (
        "{variants: 5",
        "{when: 12:30",
        "31:20: parameters.when",
        SURPRISE,
        "12:30, which YAML reads as a whole number: quote it",
    ),
    (
        "{variants: 5",
        "{rate: 1e-3",
        "31:20: parameters.rate",
        SURPRISE,
        "1e-3, which YAML reads as text: quote it",
    ),
    (
        "{variants: 5",
        "{mode: 010",
        "31:20: parameters.mode",
        SURPRISE,
        "010, which YAML reads as a whole number: quote it",
    ),
    (
        "{variants: 5",
        "{day: 2024-01-01",
        "31:19: parameters.day",
        SURPRISE,
        "2024-01-01, which YAML reads as a timestamp: quote it",
    ),
    ("min: 0.95, ", "", "33:5: gates[0].max", "min, max or both", "nothing"),
    (
        "reason: The paper has 0.93.",
        "reason: ''",
        "33:58: gates[0].reason",
        "text that is not blank",
        "''",
    ),
    (
        "inputs: upstream",
        "inputs: up",
        "33:40: gates[0].inputs",
        "'any', 'sample' or 'upstream'",
        "'up'",
    ),
    ("[validation], reason", "[dev], reason", "34:48: gates[1].splits[0]", SPLITS, "'dev'"),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "expected", "found"), CORRUPTIONS, ids=[row[1] for row in CORRUPTIONS]
)
def test_one_corruption_gives_one_error_at_its_place(
    folder: Path, old: str, new: str, place: str, expected: str, found: str
) -> None:
    lines = error_of(folder, swap(old, new)).splitlines()
    assert lines[0] == "datasets/toy-cf/dataset.yaml has 1 error"
    assert lines[2] == f"datasets/toy-cf/dataset.yaml:{place}"
    assert lines[3] == f"  expected: {expected}"
    assert lines[4] == f"  found:    {found}"
    line, column = map(int, place.split(":")[:2])
    assert lines[5].startswith(f"{line:>5} | {swap(old, new).splitlines()[line - 1][:60]}")
    assert lines[6] == "      | " + " " * (column - 1) + "^"


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (
            "name: toy-cf\ntitle: Toy: a toy\n",
            "2:11: not YAML: mapping values are not allowed here\n"
            "    2 | title: Toy: a toy\n"
            "      |           ^",
        ),
        (
            "name: toy-cf\n\ttitle: Toy\n",
            "2:1: not YAML: found character '\\t' that cannot start any token\n"
            "    2 |  title: Toy\n"
            "      | ^",
        ),
        (
            "a: &x 1\nb: *x\n",
            "1:4: not YAML: anchors and aliases are refused, write the value out\n"
            "    1 | a: &x 1\n"
            "      |    ^",
        ),
        (
            "a: [" + "[" * 100,
            "1:35: not YAML: more than 32 levels of nesting\n"
            "    1 | a: " + "[" * 87 + "\n"
            "      | " + " " * 34 + "^",
        ),
        (
            "a: 1\n---\nb: 1\n",
            "2:1: not YAML: but found another document\n    2 | ---\n      | ^",
        ),
        (
            'a: "\\UFFFFFFFF"\n',
            "1:7: not YAML: a number or an escape is out of range\n"
            '    1 | a: "\\UFFFFFFFF"\n'
            "      |       ^",
        ),
        (
            "a: 1\nb: \x1b[2J\n",
            "2:4: not YAML: the character '\\x1b' is refused\n    2 | b:  [2J\n      |    ^",
        ),
        ("", "1:1: not YAML: the document is empty\n    1 |\n      | ^"),
        (
            "just text\n",
            "1:1: the document\n  expected: a mapping\n  found:    'just text'\n"
            "    1 | just text\n      | ^",
        ),
    ],
)
def test_what_is_not_a_yaml_mapping_is_shown_at_its_place(
    folder: Path, text: str, report: str
) -> None:
    path = "datasets/toy-cf/dataset.yaml"
    assert error_of(folder, text) == f"{path} has 1 error\n\n{path}:{report}"


def test_bytes_that_are_not_utf8_are_an_error_with_their_line(folder: Path) -> None:
    assert error_of(folder, b"name: toy-cf\ntitle: \xff\n") == (
        "datasets/toy-cf/dataset.yaml:2: not UTF-8\n  to do:    save the file as UTF-8"
    )


def test_a_manifest_above_the_size_limit_is_refused(folder: Path) -> None:
    assert error_of(folder, VALID + "#" * MAX_BYTES) == (
        "datasets/toy-cf/dataset.yaml is larger than 262144 bytes"
    )


def test_credentials_of_a_url_are_refused_and_never_shown(folder: Path) -> None:
    secret = "s3cret" * 80
    text = error_of(folder, swap("https://example.org/toy\n", f"https://me:{secret}@example.org\n"))
    assert ":9:11: homepage\n" in text
    assert "s3cret" not in text
    assert "me:" not in text


def test_a_long_line_is_cut_around_the_error(folder: Path) -> None:
    text = error_of(folder, swap("[counterfactual]", f"[{'a' * 500}, {'b' * 500}, no, c]"))
    assert text.splitlines()[-2:] == [
        "   15 | " + "b" * 68 + ", no, c]",
        "      | " + " " * 70 + "^",
    ]


def test_a_flood_of_errors_is_counted_and_cut(folder: Path) -> None:
    lines = error_of(folder, VALID + "".join(f"k{n}: 1\n" for n in range(150))).splitlines()
    assert lines[0] == "datasets/toy-cf/dataset.yaml has 150 errors"
    assert lines[-1] == "and 50 more"


def test_an_unknown_key_far_from_any_other_lists_the_keys_of_its_place(folder: Path) -> None:
    text = error_of(folder, swap("title: On toys", "year: 2024, title: On toys"))
    assert ":10:9: paper.year\n  expected: one of the keys title, url\n" in text


def test_a_sample_file_behind_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    Path("secret.json").touch()
    (folder / "sample/b.json").unlink()
    (folder / "sample/b.json").symlink_to(Path("secret.json").resolve())
    assert (
        error_of(folder, VALID)
        == """\
datasets/toy-cf/dataset.yaml has 1 error

datasets/toy-cf/dataset.yaml:20:28: inputs.sample.train[1]
  expected: a file inside the dataset's folder, not a link that leaves it
  found:    'sample/b.json'
   20 |     train: [sample/a.json, sample/b.json]
      |                            ^"""
    )


def test_a_loop_of_links_is_not_a_sample_file(folder: Path) -> None:
    (folder / "sample/b.json").unlink()
    (folder / "sample/b.json").symlink_to("b.json")
    assert "expected: a file that exists in the dataset's folder" in error_of(folder, VALID)


def test_a_folder_without_a_manifest_is_an_error(folder: Path) -> None:
    with pytest.raises(IrrealisError) as caught:
        read_manifest(folder / "sample")
    assert str(caught.value) == (
        "datasets/toy-cf/sample/dataset.yaml: no such file\n"
        "  to do:    write dataset.yaml, or give another folder"
    )


def test_a_name_is_compared_with_the_folder_even_when_that_is_the_current_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert read_manifest(Path()).name == "toy-cf"


# fmt: off
FRAGMENTS = [
    "&a ", "*a", "!!set ", "!!python/object:os.system ", "<<", ": ", "- ", "? ", "[", "]", "{", "}",
    ">", "'", "|\n", '"', r"\U", r"\ud800", "%YAML 1.9\n", "---\n", "...\n", "\t", "\r", "\x85",
    "\x1b", "\ufeff", "~", "0x1f", "12:30", ".inf", "yes", "9" * 5000, "[key]", "//a:b@c", "splits",
]
# fmt: on


@given(
    pieces=st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), max_size=20),
    cut=st.tuples(st.integers(0, len(VALID)), st.integers(0, 60)) | st.none(),
)
@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_raises_anything_but_an_irrealis_error(
    folder: Path, pieces: list[str], cut: tuple[int, int] | None
) -> None:
    text = "".join(pieces)
    if cut is not None:
        text = VALID[: cut[0]] + text + VALID[sum(cut) :]
    (folder / "dataset.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        manifest = read_manifest(folder)
    except IrrealisError as error:
        str(error).encode()  # a lone surrogate in the report could not be printed
    else:
        assert manifest.name == "toy-cf"


def test_the_root_is_found_from_any_folder_below_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path.cwd()
    assert find_root() == Path()
    assert find_root(folder) == Path()
    assert find_root(folder.resolve()) == home
    monkeypatch.chdir(folder)
    assert find_root() == Path("../..")


def test_without_a_marker_a_folder_of_datasets_is_no_registry(folder: Path) -> None:
    Path(MARKER).unlink()
    for name in ("dvc.yaml", "pyproject.toml"):
        Path(name).touch()
    assert find_root(folder) == built_in()
    with pytest.raises(IrrealisError) as caught:
        find_root(folder, own=True)
    assert str(caught.value) == (
        "datasets/toy-cf: not inside a registry\n"
        "  expected: a parent folder with datasets/ and a file irrealis.yaml\n"
        "  to do:    change to the registry's folder; irrealis's own is read-only"
    )


def test_what_is_made_of_the_built_in_registry_goes_to_the_current_folder(root: Path) -> None:
    assert (built_in() / "datasets").resolve() == root / "datasets"
    assert home(built_in(), "sample") == Path()
    assert home(built_in(), "upstream") == Path("full")
    assert home(root, "sample") == root


def test_datasets_are_listed_sorted_without_files_and_hidden_folders(folder: Path) -> None:
    for name in ("zebra", "aardvark"):
        (folder.parent / name).mkdir()
        (folder.parent / name / "dataset.yaml").touch()
    (folder.parent / ".cache").mkdir()
    (folder.parent / "README.md").touch()
    assert list_datasets(Path()) == ["aardvark", "toy-cf", "zebra"]


def test_a_dataset_folder_without_a_manifest_is_named(folder: Path) -> None:
    for name in ("zebra", "aardvark"):
        (folder.parent / name).mkdir()
    with pytest.raises(IrrealisError) as caught:
        list_datasets(Path())
    assert str(caught.value) == (
        "datasets/aardvark, datasets/zebra: no dataset.yaml\n"
        "  to do:    write dataset.yaml, or remove the folder"
    )


def test_a_root_without_datasets_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match=r"datasets: no such folder"):
        list_datasets(tmp_path)


@pytest.mark.usefixtures("folder")
def test_a_dataset_is_loaded_by_name() -> None:
    assert isinstance(load_manifest("toy-cf", root=Path()), Manifest)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("toy-fc", "'toy-fc' (did you mean \"toy-cf\"?)"),
        ("redocred-cf", "'redocred-cf'"),
        ("../datasets/toy-cf", "'../datasets/toy-cf'"),
        ("", "''"),
    ],
)
def test_an_unknown_name_lists_the_nearest_or_else_the_known_ones(name: str, shown: str) -> None:
    with pytest.raises(IrrealisError) as caught:
        load_manifest(name, root=Path())
    known = "" if "did you mean" in shown else "\n  expected: toy-cf"
    hint = "\n  to do:    irrealis list shows the datasets"
    assert str(caught.value) == f"no dataset {shown}{known}{hint}"


def test_a_neighbor_without_a_manifest_does_not_stop_a_load(folder: Path) -> None:
    (folder.parent / "unfinished").mkdir()
    assert load_manifest("toy-cf", root=Path()).name == "toy-cf"


def test_importing_the_manifest_imports_no_data_library() -> None:
    code = "import sys, irrealis.manifest; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pydantic" in loaded
    assert not loaded & {"pyarrow", "polars", "pandera", "datasets", "pandas", "numpy"}
