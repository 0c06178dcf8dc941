"""The manifest of a dataset as a typed model: the keys of `dataset.yaml` and their values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from irrealis.errors import IrrealisError, nearest
from irrealis.manifest.tasks import TASKS

MAX_SPLITS = 100

Loc = tuple[int | str, ...]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _matching:  # noqa: N801 stands where a validator does
    """A text that has to match a pattern; `expected` says so in words, in a JSON schema too."""

    pattern: str
    expected: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._check, handler(source))

    def _check(self, value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "{expected}", {"expected": self.expected})
        if not re.fullmatch(self.pattern, value):
            raise ValueError(self.expected)
        return value

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        found = {**handler(schema), "patternErrorMessage": self.expected}
        if not re.search(r"\(\?s|\\Z", self.pattern):  # which other engines do not know
            found["pattern"] = f"^(?:{self.pattern})$"
        return found


def clip(text: str) -> str:
    """A text as an error quotes it: at most 80 characters, safe to print."""
    text = masked(text)
    return text if len(text) <= 80 else f"{text[:77]}..."


def masked(text: str) -> str:
    """Hide the credentials of URLs, keeping the columns: errors end up in public logs."""

    def hide(word: re.Match[str]) -> str:
        before, slashes, rest = word[0].partition("//")
        secret, at, after = rest.rpartition("@")
        return before + slashes + "*" * len(secret) + at + after

    return re.sub(r"\S+", hide, text)


def _each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    value, times = max(Counter(values).items(), key=lambda item: item[1], default=(None, 0))
    if times > 1:
        shown = f"; {clip(repr(value))} comes {times} times" if isinstance(value, str) else ""
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


def _written(text: str) -> str:
    if re.search(r"\{\s*\.\.\.\s*\}|^\s*\.\.\.\s*$", text):
        raise ValueError("a citation, not the ... of an example")
    return text


def _known_task(task: str) -> str:
    if task not in TASKS:
        near = nearest(task, TASKS) or "; other if none fits, and a tag for the rest"
        raise ValueError(f"a task category of the Hub{near}")
    return task


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
Citation = Annotated[Text, AfterValidator(_written)]
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
Tag = Annotated[str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case words joined by hyphens")]
Task = Annotated[Tag, AfterValidator(_known_task), Field(json_schema_extra={"enum": [*TASKS]})]
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
Requirement = Annotated[
    str,
    _matching(r"[A-Za-z0-9][\w.-]*(\[[\w,.-]+\])?([<>=!~][\w.,<>=!~*-]*)?", "such as sympy>=1.13"),
]
Answer = Annotated[str, _matching(r"[a-z0-9][a-z0-9-]*", "a word such as yes, in quotes")]
MOST_RECORDS = 2**31 - 1  # of a generated split: row counts are 32-bit integers in many readers
Size = Annotated[int, Field(gt=0, le=MOST_RECORDS)]
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
    `git_blob`, whose hash covers it. `member` is the file to read inside a zip or tar archive.
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
    citation: Citation
    splits: Annotated[dict[DeclaredSplit, Annotated[Several[PinnedFile], _ONE]], _ONE]


class Generate(_Model):
    """How many records a program draws for each split: `sample` for tests, `full` for a release."""

    sample: Annotated[dict[DeclaredSplit, Size], _ONE]
    full: Annotated[dict[DeclaredSplit, Size], _ONE]


class Inputs(_Model):
    """What a build reads: `sample` files of the dataset's folder, or `upstream`'s pinned files.

    A dataset that is drawn by a program has `generate` instead of both.
    """

    generate: Generate | None = None
    sample: dict[DeclaredSplit, Annotated[Several[SampleFile], _ONE]] = Field(
        default={}, validate_default=True
    )
    upstream: Upstream | None = None

    @field_validator("sample")
    @classmethod
    def _files_or_sizes(
        cls, sample: dict[str, tuple[str, ...]], info: ValidationInfo
    ) -> dict[str, tuple[str, ...]]:
        if "generate" in info.data and bool(sample) == bool(info.data["generate"]):
            raise ValueError("files of a sample, or generate: exactly one of the two")
        return sample

    @field_validator("upstream")
    @classmethod
    def _no_upstream(cls, upstream: Upstream | None, info: ValidationInfo) -> Upstream | None:
        if upstream and info.data.get("generate"):
            raise ValueError("no upstream beside generate")
        return upstream


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

    @property
    def exact(self) -> bool:
        """Whether it bounds every row (all of them, or none), not an average over a corpus."""
        return (self.min == 1 and self.max is None) or (self.max == 0 and self.min is None)

    def applies(self, inputs: str, split: str) -> bool:
        """Say whether a build of `split` from `inputs` (sample, upstream, files) must pass."""
        return self.inputs in ("any", inputs) and (not self.splits or split in self.splits)


# what no row may be exempted from: a release that breaks these is not one of the contract
CONTRACT = frozenset(
    {"audit", "configs", "content-hash", "counts", "edits", "empty", "exemption", "files", "gate"}
    | {"group", "id", "label-effect", "ledger", "level", "no-op", "parquet", "schema", "seed"}
    | {"splits", "unicode"}
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


class Question(_Model):
    """A question for human readers of a sample of the rows, and the answers that count as defects.

    `about` names another config: its rows of the group of a pair are shown beside the pair.
    `counter` names a metric of the build that can find the same defect, to stand beside the share.
    """

    name: Annotated[str, _matching(r"[a-z][a-z0-9-]*", "a name such as natural")]
    question: Annotated[str, _matching(r"[^\r\n]*\S[^\r\n]*", "a sentence on one line")]
    answers: Annotated[Several[Answer], Field(min_length=2)]
    defect: Several[Answer] = ()
    about: Text | None = None
    counter: Text | None = None

    @field_validator("defect")
    @classmethod
    def _is_answer(cls, defect: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        answers = info.data.get("answers", defect)
        for answer in defect:
            if answer not in answers:
                raise ValueError(f"one of the answers {', '.join(answers)}")
        return defect


class Published(_Model):
    """A figure that the original's authors state, for the card to set beside ours.

    It is compared with the sum of `metric` over `splits`, so more than one is for counts.
    """

    metric: Text
    splits: Annotated[Several[DeclaredSplit], _ONE]
    value: Number
    source: Text


class ConfigDetails(_Model):
    """A config's own settings; what is left out is as in the dataset.

    `splits` are those that its rows are in; `parameters` replace the dataset's where they have the
    same name.
    """

    description: Text | None = None
    license: License | None = None
    splits: Annotated[Several[DeclaredSplit], _ONE] | None = None
    parameters: dict[str, object] = {}


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
    citation: Citation
    languages: Annotated[Several[Language], _ONE]
    tasks: Annotated[Several[Task], _ONE]
    tags: Several[Tag] = ()
    splits: Annotated[Several[Split], Field(min_length=1, max_length=MAX_SPLITS)]
    alternatives: Several[Annotated[Several[DeclaredSplit], Field(min_length=2)]] = ()
    held_back: Several[DeclaredSplit] = ()
    repeated_ids: Text | None = None  # why two splits may have records of one id
    inputs: Inputs
    requires: Several[Requirement] = ()  # packages that this builder alone needs, as pip takes them
    parameters: dict[str, object] = {}
    configs: dict[
        Annotated[str, _matching(r"[a-z]\w*", "the name of a config")], ConfigDetails
    ] = {}
    gates: Several[Gate] = ()
    exemptions: Several[Exemption] = ()
    judges: Several[Judging] = ()
    published: Several[Published] = ()
    reading: Several[Question] = ()
    uses: Several[Text] = ()
    misuses: Several[Text] = ()
    content_warning: Text | None = None  # for texts that need a warning
    no_pairs: Text | None = None  # why, for a dataset that has no originals to pair with
    _folder: Path = Path()

    @field_validator("reading")
    @classmethod
    def _asked_once(cls, reading: tuple[Question, ...]) -> tuple[Question, ...]:
        _each_once(tuple(question.name for question in reading))
        return reading

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

    def splits_of(self, inputs: str) -> list[str]:
        """The splits of the `sample`, or of `upstream` or all that is drawn, in their order."""
        whole, generate = inputs == "upstream", self.inputs.generate
        given: Mapping[str, object] = self.inputs.sample
        if generate:
            given = generate.full if whole else generate.sample
        elif whole:
            given = self.inputs.upstream.splits if self.inputs.upstream else {}
        return [split for split in self.splits if split in given]

    def built_splits(self, inputs: str) -> list[str]:
        """The splits that a build makes unless others are named: those held back stay unseen."""
        kept = self.held_back if inputs == "upstream" else ()
        return [split for split in self.splits_of(inputs) if split not in kept]

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
