"""The command line: one command a verb, and nothing imported that the verb does not need."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Protocol, TypeVar

import click

from irrealis.errors import (
    CheckFailed,
    IrrealisError,
    Unavailable,
    missing_extra,
    place_of,
    printable,
    printable_lines,
    theirs,
)
from irrealis.manifest import (
    MANIFEST_FILE,
    MARKER,
    Manifest,
    built_in,
    find_root,
    home,
    list_datasets,
    load_manifest,
    unmarked,
)
from irrealis.progress import QUIET

if TYPE_CHECKING:
    from irrealis.store import Folder

EXIT_CODES = (
    "Exit codes: 0 done; 1 a check failed; 2 bad input or usage; 3 something outside is missing "
    "(a file, the network, an optional package, room in the cache); 4 a builder or an audit raised "
    "an exception, which -v shows; 130 interrupted. With --json errors are JSON on stderr."
)


_F = TypeVar("_F", bound=Callable[..., Any])
HUB = "hub:"  # what may stand before an address on the Hub, and must where a folder could be meant
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it
# the commands by what somebody wants to do, as `irrealis --help` shows them
SECTIONS = {
    "Use a dataset": ("list", "show", "try", "edit", "demo", "score", "export", "verify"),
    "Make one": ("init", "new", "sync", "fetch", "build", "check", "golden", "ready", "make"),
    "Look into it": ("report", "site", "diff", "overlap", "metrics", "evaluate", "reading"),
    "Release it": ("bump", "release", "tag", "publish", "yank"),
}


READERS = {*SECTIONS["Use a dataset"], *SECTIONS["Look into it"]}  # which change nothing
JSON, VERBOSE = "irrealis.json", "irrealis.verbose"  # of a context


def _quietly(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and QUIET not in os.environ:
        os.environ[QUIET] = "1"  # the environment, for workers
        ctx.call_on_close(partial(os.environ.pop, QUIET, None))


def _verbosely(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.meta[VERBOSE] = True


class _Command(click.Command):
    """A command with the options that all of them have."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params += [
            click.Option(
                ["-q", "--quiet"],
                is_flag=True,
                expose_value=False,
                callback=_quietly,
                help="Print results and errors alone.",
            ),
            click.Option(
                ["-v", "--verbose"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_verbosely,
                help="Print where in the code an error is from.",
            ),
        ]


def _fail(ctx: click.Context, error: IrrealisError) -> NoReturn:
    """Print an error as people or scripts read it, and leave with its code."""
    if ctx.meta.get(VERBOSE):
        import traceback

        _say("".join(traceback.format_exception(error)).rstrip(), err=True)
    if ctx.meta[JSON]:
        _emit({"error": error.as_dict()}, indent=None, err=True)
    else:
        _say(f"irrealis: {error}", err=True)
    ctx.exit(error.exit_code)


class _Group(click.Group):
    """Prints our errors as they are, and leaves with the code that they mean."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in sections; a group within has its own in one list."""
        if ctx.parent is not None:
            super().format_commands(ctx, formatter)
            return
        width = formatter.width - 6 - max(map(len, self.commands))
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(width)) for name in names]
                )

    command_class = _Command
    group_class = type  # a group within is of this class, too

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What a process of its own does, other than a caller in Python."""
        # modules and rows leave hardly a cycle behind: to look for some as often as Python does
        # takes a sixth of the time of a command
        gc.set_threshold(20_000, 20, 20)
        return super().__call__(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; whether errors are to be JSON is known before anything can fail."""
        ctx.meta[JSON] = ctx.meta.get(JSON, False) or "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.parent is not None:
            return super().invoke(ctx)
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except IrrealisError as error:
            _fail(ctx, error)
        except click.ClickException as error:
            if not ctx.meta[JSON]:
                shown = printable_lines(error.format_message())
                if isinstance(error, click.UsageError):
                    raise click.UsageError(shown, error.ctx) from None
                raise click.ClickException(shown) from None
            failure = IrrealisError(error.format_message())
            failure.exit_code = error.exit_code
            _fail(ctx, failure)
        except BrokenPipeError:
            # whoever reads has seen enough; what is left in the buffer has nowhere to go
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0 if ctx.invoked_subcommand in READERS else 1)
        except OSError as error:  # a name too long, a folder that may not be looked into
            if error.errno is None:
                raise
            _fail(ctx, IrrealisError(printable(error)))
        except KeyboardInterrupt:
            click.echo("irrealis: interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except Exception as error:
            # of a builder or schema that was asked for something beside a build or a check
            known = isinstance(error, MemoryError) or place_of(error)
            raised = theirs(error) if known else missing_extra(error)
            if not isinstance(raised, IrrealisError):
                raise
            _fail(ctx, raised)
        else:
            return done

    def get_help(self, ctx: click.Context) -> str:
        return f"{super().get_help(ctx)}\n\n{EXIT_CODES}"


def _say(text: str, *, err: bool = False) -> None:
    """Print lines; characters in them that would do something to a terminal are escaped."""
    click.echo(printable_lines(text), err=err)


def _emit(value: object, *, indent: int | None = 2, err: bool = False) -> None:
    """Print JSON; of a terminal that cannot show all characters, in ASCII."""
    stream = sys.stderr if err else sys.stdout
    whole = (stream.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, indent=indent, ensure_ascii=not whole, default=str)
    # what is in no text of JSON as it is: controls that JSON allows, and what turns a text around
    click.echo("".join(char if _plain(char) else json.dumps(char)[1:-1] for char in text), err=err)


def _plain(char: str) -> bool:
    return char.isprintable() or char == "\n"


class _Found(Protocol):
    def text(self) -> str: ...
    def as_dict(self) -> Mapping[str, object]: ...


def _print(found: _Found, *, as_json: bool) -> None:
    """What a command found, for people or for scripts."""
    if as_json:
        _emit(found.as_dict())
    else:
        _say(found.text())


def _tell(line: str) -> None:
    if QUIET not in os.environ:
        _say(line, err=True)


def _root() -> Path:
    """The registry around the current folder, or else the built-in one; says so if it is that."""
    root = find_root()
    if root == built_in():
        _tell(f"irrealis: no registry around here; using the built-in one, {root.resolve()}")
        if bare := unmarked():
            _tell(f"irrealis: {bare} is a registry only once it has a file {MARKER}")
    return root


def _all_of(root: Path) -> list[str]:
    """The datasets of a registry; says so if it has none."""
    names = list_datasets(root)
    if not names:
        _tell("irrealis: datasets/ has none yet; irrealis new NAME makes one")
    return names


def _own_root() -> Path:
    """The registry around the current folder, for commands that write files of it."""
    return find_root(own=True)


def _manifest(dataset: str, *, root: Path) -> Manifest | None:
    """What the registry says of a dataset, if it knows it."""
    return load_manifest(dataset, root=root) if dataset in list_datasets(root) else None


def _folder(target: str, build: Path | None, *, root: Path | None) -> Folder:
    """The folder of NAME|DIR, or that of --build, which must then be of the dataset NAME."""
    from irrealis.store import find_folder

    if build is None:
        return find_folder(target, root=root)
    folder = find_folder(str(build), root=root)
    if folder.record is None and root is not None and target in list_datasets(root):
        return replace(folder, dataset=target)  # it does not say itself whose rows it has
    if folder.dataset != target and Path(target).resolve() != build.resolve():
        raise IrrealisError(
            f"--build {build} is not of the dataset that is named",
            expected=target,
            found=folder.dataset,
            hint=f"name {folder.dataset}, or the folder alone",
        )
    return folder


def _names(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """For the shell: datasets that begin so."""
    return [name for name in list_datasets(find_root()) if name.startswith(begun)]


def _splits(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """For the shell: splits of the dataset that stands on the line, which begin so."""
    # of a line that ends in --split, click has not yet told what the arguments are
    named = ctx.params.get("name") or ctx.params.get("target") or next(iter(ctx.args), "")
    manifest = _manifest(str(named), root=find_root())
    return [split for split in manifest.splits if split.startswith(begun)] if manifest else []


of_dataset = click.argument("name", shell_complete=_names)
of_target = click.argument("target", metavar="NAME|DIR", shell_complete=_names)
of_splits = click.option(
    "--split",
    "splits",
    multiple=True,
    shell_complete=_splits,
    help="Only this split (may be repeated).",
)
of_datasets = click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=_names)
seeded = click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
ignored = click.option(
    "--ignore",
    multiple=True,
    metavar="LABEL",
    help='Leave out what has this label, such as "no majority" (may be repeated).',
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
of_build = click.option(
    "--build",
    "build_folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="[default: build/NAME]",
)
endpoint = click.option(
    "--endpoint", metavar="URL", help="The Hub [default: HF_ENDPOINT, or huggingface.co]."
)


def _refuse(option: str, because: str, *, given: object) -> None:
    """Refuse an option that would do nothing, with the reason.

    Args:
        given: whether it was given; what is empty or None was not.

    Raises:
        UsageError: it was.
    """
    if given:
        raise click.UsageError(f"{option} {because}")


def _refuse_endpoint(endpoint: str | None, against: str | None) -> None:
    _refuse(
        "--endpoint",
        f"is for --against {HUB}ORG/NAME@TAG",
        given=endpoint and not (against or "").startswith(HUB),
    )


def _asked(option: str) -> bool:
    """Whether an option stands on the command line, whatever its value is."""
    source = click.get_current_context().get_parameter_source(option)
    return source is not click.core.ParameterSource.DEFAULT


def of_inputs(text: str) -> Callable[[_F], _F]:
    """The option that says whether the sample is meant or all of upstream's data."""
    return click.option(
        "--inputs",
        type=click.Choice(["sample", "upstream"]),
        default="sample",
        show_default=True,
        help=text,
    )


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="irrealis")
def main() -> None:
    """A versioned registry of counterfactual datasets.

    Run it anywhere inside of a registry (a folder with datasets/ and irrealis.yaml); elsewhere it
    works with the built-in one, and puts what it makes into the current folder.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # for locales that lack a character


@main.command("list")
@click.option("--since", metavar="REV", help="Only those that changed since this git revision.")
@click.option("--task", help="Only those with this task or tag, such as question-answering.")
@click.option("--family", help="Only those of a family of docs/families.md, or none.")
@click.option("--language", help="Only those in this language, such as en.")
@click.option("--license", help="Only those under this license, an SPDX id in lower case.")
@click.option("--size", metavar="MIN[:MAX]", help="Only those with so many pairs in all data.")
@click.option("--publishable", is_flag=True, help="Only those whose rows may be published.")
@as_json
def list_(*, since: str | None, as_json: bool, **asked: Any) -> None:
    """List the datasets of the registry.

    \b
    Examples:
      irrealis list
      irrealis list --task question-answering --publishable --size 1000
      irrealis list --since origin/main --json
    """
    root = _root()
    names = _all_of(root)
    if since is not None:
        from irrealis.git import changed_files
        from irrealis.new import datasets_of

        names = datasets_of(changed_files(since, root=root), root=root)
    if as_json or any(asked.values()):
        from irrealis.show import chosen, listings

        found = chosen(listings(names, root=root), **asked)
        if as_json:
            _emit([listing.as_dict() for listing in found])
            return
        names = [listing.manifest.name for listing in found]
    manifests = [load_manifest(name, root=root) for name in names]
    width = max((len(m.name) for m in manifests), default=0)
    for m in manifests:
        _say(f"{m.name:{width}}  {m.version}  {m.summary}")


@main.command()
@of_dataset
@as_json
def show(name: str, *, as_json: bool) -> None:
    """Show what the manifest says of a dataset.

    The exit code is 1 if it lacks what a build by DVC needs, or has lines of the template.

    \b
    Example: irrealis show redocred-cf
    """
    import yaml

    from irrealis.new import left_of_template, without_parameters

    root = _root()
    manifest = load_manifest(name, root=root)
    values = manifest.model_dump(mode="json", by_alias=True, exclude_none=True)
    if as_json:
        _emit(values)
    else:
        _say(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100).rstrip())
    left = [
        f"line {number} is as the template has it: {line.strip()}"
        for path, number, line in left_of_template(name, root=root)
        if path.name == MANIFEST_FILE
    ]
    if problems := [*without_parameters(manifest), *left]:
        raise CheckFailed(
            f"{manifest.folder / MANIFEST_FILE} is not finished:"
            + "".join(f"\n    {problem}" for problem in problems),
            dataset=name,
            hint=f"change the lines; irrealis ready {name} says what else is left",
        )


@main.command()
@of_datasets
@click.option("--all", "every", is_flag=True, help="All datasets that have upstream files.")
@of_splits
@click.option(
    "--fresh",
    is_flag=True,
    help="Keep nothing, and ask neither cache nor mirror: does upstream still give these bytes?",
)
@as_json
def fetch(
    names: tuple[str, ...], *, every: bool, splits: tuple[str, ...], fresh: bool, as_json: bool
) -> None:
    """Bring the pinned upstream files of a dataset to the cache, and verify them.

    Files come from IRREALIS_MIRROR (a folder or URL with <host>/<path>) if it has them.

    \b
    Examples:
      irrealis fetch redocred-cf --split validation
      irrealis fetch --all --fresh
    """
    from irrealis.inputs import ask_again
    from irrealis.inputs import fetch as fetch_pinned

    if bool(names) == every:
        raise click.UsageError("name a dataset, or --all")
    root = _root()
    manifests = [load_manifest(name, root=root) for name in names or list_datasets(root)]
    errors: list[IrrealisError] = []
    fetched: list[dict[str, object]] = []
    asked: set[tuple[str, str | None]] = set()
    for manifest in manifests:
        if every and manifest.inputs.upstream is None:
            continue
        for split, pinned in manifest.upstream_files(splits):
            if not fresh:
                path = fetch_pinned(pinned, dataset=manifest.name, split=split)
                fetched.append({"dataset": manifest.name, "split": split, "file": str(path)})
                if not as_json:
                    _say(f"{split}  {path}")
            elif (file := (pinned.url, pinned.sha256 or pinned.git_blob)) not in asked:
                asked.add(file)  # the splits of an archive share it
                try:
                    ask_again(pinned, dataset=manifest.name, split=split)
                    fetched.append({"dataset": manifest.name, "url": pinned.url, "as_pinned": True})
                    if not as_json:
                        _say(f"as pinned  {manifest.name}  {pinned.url}")
                except (CheckFailed, Unavailable) as error:
                    errors.append(error)
                    fetched.append({"url": pinned.url, "as_pinned": False, **error.as_dict()})
                    _say(f"irrealis: {error}", err=True)
    if as_json:
        _emit(fetched)
    if errors:
        raise SystemExit(min(error.exit_code for error in errors))


def _columns(_: object, __: object, values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        field, separator, column = value.partition("=")
        if not (separator and field and column):
            raise click.BadParameter(f"expected FIELD=COLUMN, found {value!r}")
        found[field] = column
    return found


def _overrides(_: object, __: object, values: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for value in values:
        key, separator, text = value.partition("=")
        if not separator or not key:
            raise click.BadParameter(f"expected key=value, found {value!r}")
        try:
            if text.startswith("@"):
                text = Path(text[1:]).read_text(encoding="utf-8")
            found[key] = json.loads(text)
        except OSError as error:
            raise click.BadParameter(f"{key}: cannot read {text[1:]}: {error.strerror}") from None
        except (ValueError, RecursionError) as error:
            if value.startswith(f"{key}=@"):
                raise click.BadParameter(f"{value}: not JSON: {error}") from None
            found[key] = text  # a plain word needs no quotes
    return found


@main.command()
@of_dataset
@of_inputs("The sample in the repository, or the pinned upstream files.")
@click.option(
    "--input",
    "files",
    multiple=True,
    help="Build from your own file in upstream's format, a path or a URL: s3://, hf://, https:// "
    "(may be repeated).",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_columns,
    help="FIELD=COLUMN: take a field of the records from this column of your .jsonl or .parquet "
    "(may be repeated).",
)
@of_splits
@click.option(
    "--size",
    type=click.IntRange(1),
    help="Records to draw for each split of a generated dataset.",
)
@click.option("--limit", type=click.IntRange(1), help="Only the first N records of each split.")
@seeded
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes; on Ray, chunks at a time [default: 1, on Ray one for each processor]. Below "
    "about 200 records a second one costs more than it saves.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="This machine, or a Ray cluster (docs/scale.md); the rows are the same.",
)
@click.option("--address", help="Of the Ray cluster [default: one is started on this machine].")
@click.option(
    "--patience",
    type=click.FloatRange(1),
    default=3600,
    show_default=True,
    help="Seconds that another process may take for a chunk before it is tried again.",
)
@click.option(
    "--set",
    "overrides",
    multiple=True,
    callback=_overrides,
    help="A parameter: key=value, where the value is JSON, a word, or @FILE of JSON.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder [default: build/NAME, of upstream full/build/NAME].",
)
@click.option("--reproducible", is_flag=True, help="Leave seconds and memory out of build.json.")
@as_json
def build(name: str, *, as_json: bool, **options: Any) -> None:
    """Build a dataset, check it, and put it into a folder.

    \b
    Examples:
      irrealis build redocred-cf
      irrealis build redocred-cf --inputs upstream --split validation --out out/
      irrealis build redocred-cf --input my_docs.json --set variants=3 --out out/
      irrealis build gender-swap --input reviews.jsonl --workers 8 --out out/
      irrealis build gender-swap --input s3://bucket/x.parquet --column text=body --out out/

    A build that was interrupted goes on where it was when the same command runs again.
    """
    from irrealis.build import build as run_build

    local = options["engine"] == "local"
    _refuse("--address", "is of a cluster: --engine ray", given=local and options["address"])
    alone = local and options["workers"] in (None, 1)
    _refuse("--patience", "is for --workers or --engine ray", given=alone and _asked("patience"))
    files = options["files"]
    _refuse("--column", "is of a file: --input FILE", given=options["columns"] and not files)
    _refuse("--inputs", "and --input exclude one another", given=files and _asked("inputs"))
    made = run_build(name, root=_root(), **options)
    if as_json:
        _emit(
            {
                "folder": str(made.folder),
                "record": made.record.model_dump(mode="json", by_alias=True, exclude_none=True),
                "metrics": made.report.metrics,
            }
        )
        return
    for line in made.summary():
        _say(line)


known = click.option(
    "--set",
    "overrides",
    multiple=True,
    callback=_overrides,
    help="key=value: what is known of the text or asked for, or a parameter of the builder.",
)


@main.command("try")
@of_dataset
@click.argument("text")
@known
@seeded
@as_json
def try_(name: str, text: str, *, overrides: dict[str, object], seed: int, as_json: bool) -> None:
    """Print what a builder makes of a text of your own: each edit marked, label and evidence.

    Works with builders whose records are texts; the others say why not. Nothing is written, and the
    audit does not look at it: irrealis build NAME --input FILE checks every row.

    \b
    Examples:
      irrealis try gender-swap "He thanked his brother."
      irrealis try restaurant-edits "The food was great but slow." --set aspect=service
    """
    from irrealis.build import edit as edit_text

    # under the locale C, bytes of UTF-8 are given as surrogates
    text = os.fsencode(text).decode("utf-8", "surrogateescape")
    tried = edit_text(name, text, root=_root(), seed=seed, **overrides)
    if as_json:
        _emit(tried.as_dict())
        return
    for row in tried.pairs:
        click.echo(_marked(row))
    for drop in tried.drops:
        reason = click.style(printable(drop.reason), bold=True)
        click.echo(f"not made: {reason}: {printable(drop.detail)}")


def _colored(color: str, found: re.Match[str]) -> str:
    return click.style(found[0], fg=color)


def _marked(row: Mapping[str, Any]) -> str:
    """A pair as people read it: what goes in red, what comes in green, and why the label holds."""
    from irrealis.build import mark
    from irrealis.contract import text_view

    lines = []
    for change in row["intervention"]:
        before = "" if change["from"] is None else f" from {change['from']}"
        what = printable(f"{change['target']}{before} to {change['to']}")
        lines.append(click.style(what, bold=True))
    for place, text in text_view(row["original"]).items():
        edits = [edit for edit in row["edits"] if edit["field"] == place]
        shown = "\n  ".join(map(printable, mark(text, edits).split("\n")))
        for pattern, color in ((r"\[-.*?-\]", "red"), (r"\{\+.*?\+\}", "green")):
            shown = re.sub(pattern, partial(_colored, color), shown)
        lines.append(f"  {shown}")
    old, new = row["label_original"], row["label_counterfactual"]
    if isinstance(old, dict) and isinstance(new, dict) and old != new:  # only what changes
        old, new = ({k: of[k] for k in of if old[k] != new[k]} for of in (old, new))
    before, after = (printable(json.dumps(label, ensure_ascii=False)) for label in (old, new))
    lines.append(f"  label: {before}" if before == after else f"  label: {before} becomes {after}")
    lines.append(printable(f"  {row['evidence']['kind']}: {row['evidence']['detail']}"))
    return "\n".join(lines)


@main.command()
@of_dataset
@known
@seeded
def edit(name: str, *, overrides: dict[str, object], seed: int) -> None:
    """Edit texts in a stream: JSON lines in, JSON lines out, one for each.

    A line has a text, and may have an id and what --set takes. What comes out has the id, the text,
    its pairs with the columns of docs/contract.md, and why there are no others.

    \b
    Example: irrealis edit gender-swap < in.jsonl > out.jsonl
    """
    from irrealis.build import Editor

    editor = Editor(name, root=_root(), seed=seed, values=overrides)
    for made in editor.edit_lines(sys.stdin.buffer, source="stdin"):
        _emit(made, indent=None)


@main.command()
@of_datasets
@click.option("--all", "every", is_flag=True, help="Every dataset of the registry.")
@click.option("--stale", is_flag=True, help="The datasets that DVC calls changed.")
@of_inputs("The sample in the repository, or the pinned upstream files.")
@seeded
@as_json
def make(
    names: tuple[str, ...], *, every: bool, stale: bool, as_json: bool, **options: Any
) -> None:
    """Build, check and release datasets, all in one process.

    What `dvc repro` runs for each dataset; for many, one warm process is several times as fast.
    DVC's lock files are brought up to date at the end. The sample is made into build/ and release/,
    all of upstream into the same folders under full/, which is what a version stands for.

    \b
    Examples:
      irrealis make cad-nli cebab
      irrealis make --stale
      irrealis make cebab --inputs upstream
      irrealis make --all --seed 0
    """
    from irrealis.new import commit_locks, stale_datasets
    from irrealis.release import loading_here
    from irrealis.release import make as make_whole

    root = _own_root()
    if bool(names) + every + stale != 1:
        raise click.UsageError("name datasets, or give --all or --stale: exactly one of the three")
    chosen = names or (list_datasets(root) if every else stale_datasets(root))
    done = []
    try:
        with loading_here():
            for name in chosen:
                made = make_whole(name, root=root, here=True, **options)
                done.append(name)
                for line in made.summary() if not as_json else ():
                    _say(line)
    finally:
        # within a stage of its own, DVC writes the lock itself
        if done and "DVC_STAGE" not in os.environ:
            commit_locks(done, root=root, inputs=options["inputs"])
    if as_json:
        _emit({"made": done})
    elif not chosen:
        _say("every dataset is up to date")


@main.command()
@click.argument("targets", metavar="[NAME|DIR]...", nargs=-1)
@as_json
def check(targets: tuple[str, ...], *, as_json: bool) -> None:
    """Check every row of builds: schema, pair invariants, audit and gates.

    NAME stands for the folder build/NAME; with nothing named, all that are built are checked. A
    build in build/ or full/build/ must also be of today's builder, schema, manifest and sample.

    \b
    Examples:
      irrealis check
      irrealis check redocred-cf
      irrealis check out/ --json
    """
    from irrealis.build import changed_since
    from irrealis.check import Report, check_folder
    from irrealis.store import read_record

    root = _root()
    names = list_datasets(root)
    built = home(root, "sample") / "build"
    folders = [built / t if t in names else Path(t) for t in targets] or [
        built / name for name in names if (built / name).is_dir()
    ]
    if not folders:
        raise IrrealisError("nothing is built yet", hint="dvc repro, or irrealis build NAME")
    looked: list[tuple[Report, list[str]]] = []
    for folder in folders:
        record = read_record(folder)
        manifest = load_manifest(record.dataset, root=root)
        place = home(root, record.inputs) / "build" / record.dataset
        own = folder.resolve() == place.resolve()
        stale = changed_since(record, manifest, root=root) if own else []
        looked.append((check_folder(folder, manifest=manifest), stale))
        if stale:
            whole = " --inputs upstream" * (record.inputs == "upstream")
            _tell(f"{record.dataset}: the build is stale, changed since: {', '.join(stale)}")
            _tell(f"    irrealis make {record.dataset}{whole}")
    if as_json:
        _emit([{**report.as_dict(), "stale": stale} for report, stale in looked])
    else:
        for report, _ in looked:
            _say(report.text(), err=not report.ok)
    if any(stale or not report.ok for report, stale in looked):
        raise SystemExit(CheckFailed.exit_code)


@main.command()
@of_dataset
@of_build
@of_inputs("Of the build, where --build is not given.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder [default: release/NAME beside the build/NAME of the same inputs].",
)
@click.option("--keep-card", is_flag=True, help="Also write the card to datasets/NAME, for git.")
@as_json
def release(name: str, *, as_json: bool, **options: Any) -> None:
    """Make a release folder of a checked build, and load it back to compare every row.

    \b
    Examples:
      irrealis release redocred-cf
      irrealis release redocred-cf --inputs upstream
      irrealis release redocred-cf --build out/ --out release/redocred-cf
    """
    from irrealis.release import release as make_release

    _refuse(
        "--inputs",
        "says which build where none is named, and --build names one",
        given=options["build_folder"] and _asked("inputs"),
    )
    root = _own_root() if options["keep_card"] else _root()
    made = make_release(name, root=root, **options)
    if as_json:
        _emit(
            {"folder": str(made.folder), "configs": made.record.model_dump(mode="json")["configs"]}
        )
        return
    _say(made.summary())


@main.command()
@of_dataset
@click.option("--to", required=True, metavar="ORG/REPO", help="The repository on the Hub.")
@endpoint
@click.option("--private", is_flag=True, help="Create the repository as a private one.")
@click.option("--dry-run", is_flag=True, help="Look at everything, change nothing.")
@click.option(
    "--release",
    "release_folder",
    type=click.Path(path_type=Path),
    help="Folder of the release [default: full/release/NAME].",
)
@click.option(
    "--replace",
    metavar="COMMIT",
    help="Replace this unfinished publish of the same version with other content.",
)
@as_json
def publish(name: str, *, as_json: bool, **options: Any) -> None:
    """Publish a release to the Hub: one commit, read back and compared, then tagged.

    The token is that of HF_TOKEN or of `hf auth login`. After a failure the same command again goes
    on where it stopped.

    \b
    Examples:
      irrealis publish redocred-cf --to my-org/redocred-cf --dry-run
      irrealis publish redocred-cf --to my-org/redocred-cf
    """
    from irrealis.hub import publish as run_publish

    options["to"] = options["to"].removeprefix(HUB)
    done = run_publish(name, root=_own_root(), tell=_tell, **options)
    _print(done, as_json=as_json)


@main.command()
@click.argument("target", metavar="ORG/REPO[@TAG]")
@endpoint
@as_json
def verify(target: str, *, as_json: bool, endpoint: str | None) -> None:
    """Compare what the Hub serves with what was built, row by row.

    Needs no clone of the registry; run inside of one, its record of the release is compared too.
    Without a tag, it takes the highest version.

    \b
    Examples:
      irrealis verify my-org/redocred-cf
      irrealis verify hub:my-org/redocred-cf@v1.0.0 --json
    """
    from irrealis.hub import verify as run_verify

    repo, _, tag = target.removeprefix(HUB).partition("@")
    done = run_verify(repo, tag=tag or None, endpoint=endpoint, root=find_root(), tell=_tell)
    _print(done, as_json=as_json)


@main.command()
@click.argument("release", metavar="NAME@vX.Y.Z")
@click.option("--reason", required=True, help="What is wrong with it, in a line.")
@click.option("--to", metavar="ORG/REPO", help="Only there [default: wherever it was published].")
@endpoint
@as_json
def yank(release: str, *, as_json: bool, **options: Any) -> None:
    """Warn of a release, in card and changelog, here and on the Hub; it stays and loads by its tag.

    What is built here is released again, so that it warns too and DVC finds nothing changed.

    \b
    Example: irrealis yank redocred-cf@v1.0.0 --reason wrong-labels
    """
    from irrealis.hub import yank as run_yank

    root = _own_root()
    options["to"] = options["to"].removeprefix(HUB) if options["to"] else None
    done = run_yank(release, root=root, tell=_tell, **options)
    _print(done, as_json=as_json)
    _release_again(done.dataset, root=root)


def _release_again(name: str, *, root: Path) -> None:
    """Make what is built of a dataset again, after a change of what stands beside its rows."""
    from irrealis.new import commit_locks
    from irrealis.release import make as make_whole
    from irrealis.store import read_record

    kinds: tuple[Literal["sample", "upstream"], ...] = ("sample", "upstream")
    for inputs in kinds:
        folder = home(root, inputs) / "build" / name
        if folder.is_dir():
            make_whole(name, root=root, inputs=inputs, seed=read_record(folder).seed)
            commit_locks([name], root=root, inputs=inputs)


@main.command()
@of_dataset
@of_build
@click.option(
    "--fluency",
    type=click.IntRange(1),
    help="Also ask a language model about N edits, or questions.",
)
@click.option(
    "--keep", is_flag=True, help="Also write datasets/NAME/evaluation.json, for the card."
)
@as_json
def evaluate(
    name: str, *, build_folder: Path | None, fluency: int | None, keep: bool, as_json: bool
) -> None:
    """Measure a build against something outside of it, such as people's edits or a judge.

    \b
    Example: irrealis evaluate cebab-edits --build out/cebab-edits --keep
    """
    from irrealis.evaluate import evaluate as run_evaluation
    from irrealis.evaluate import keep_evaluation

    root = _own_root() if keep else _root()
    manifest = load_manifest(name, root=root)
    folder = build_folder or home(root, "sample") / "build" / name
    found = run_evaluation(folder, manifest=manifest, fluent=fluency or 0)
    _print(found, as_json=as_json)
    if keep:
        _say(f"wrote {keep_evaluation(found, build=folder, manifest=manifest)}", err=True)


@main.group()
def reading() -> None:
    """Have a sample of rows read by people, and put what they found on the card."""


@reading.command()
@of_target
@of_build
@click.option(
    "--size", type=click.IntRange(1, 1000), default=60, show_default=True, help="Rows to draw."
)
@seeded
@of_splits
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Both files, without their endings [default: report/NAME-reading-SEED].",
)
@as_json
def draw(
    target: str, *, build_folder: Path | None, out: Path | None, as_json: bool, **options: Any
) -> None:
    """Write a form: rows with their edits marked, and questions about each.

    It is a page to fill in with a browser, and a text file to fill in with an editor.

    \b
    Example: irrealis reading draw cebab-edits --size 60 --seed 7 --split validation
    """
    from irrealis.reading import draw_form, write_form

    root = find_root()
    folder = _folder(target, build_folder, root=root)
    manifest = _manifest(folder.dataset, root=root)
    drawn = draw_form(folder, manifest=manifest, **options)
    name = f"{folder.dataset}-reading-{options['seed']}"
    files = write_form(drawn, out=out or home(root, "sample") / "report" / name)
    if as_json:
        _emit({"form": drawn.form.digest, "files": [str(path) for path in files]})
        return
    for path in files:
        _say(f"wrote {path}")


@reading.command()
@click.argument(
    "forms", metavar="FORM...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@of_build
@click.option(
    "--keep", is_flag=True, help="Also put it into datasets/NAME/reading.json, for the card."
)
@as_json
def tally(forms: tuple[Path, ...], *, build_folder: Path | None, keep: bool, as_json: bool) -> None:
    """Count the answers of forms, each filled in by one reader.

    \b
    Example: irrealis reading tally one.txt two.txt --keep
    """
    from irrealis.evaluate import keep_readings
    from irrealis.reading import read_form
    from irrealis.reading import tally as count
    from irrealis.store import open_folder

    root = find_root(own=keep)
    name = read_form(forms[0]).form.dataset
    manifest = _manifest(name, root=root)
    if keep and manifest is None:
        raise IrrealisError(
            "this dataset is in no registry, so there is nowhere to keep it", dataset=name
        )
    folder = build_folder or (home(root, "sample") / "build" / name if manifest else None)
    there = folder is not None and (build_folder is not None or folder.is_dir())
    build = open_folder(folder) if folder and there else None
    found = count(forms, manifest=manifest, build=build)
    _print(found, as_json=as_json)
    if keep and manifest:
        _say(f"wrote {keep_readings(found.readings, manifest=manifest)}", err=True)


@main.command()
@click.argument("before")
@click.argument("after")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a pull request.")
@endpoint
@click.option("--exit-code", is_flag=True, help="Exit 1 if anything changed.")
@as_json
def diff(
    before: str,
    after: str,
    *,
    as_json: bool,
    as_markdown: bool,
    endpoint: str | None,
    exit_code: bool,
) -> None:
    """Show what changed between two builds or releases, and the least version that it requires.

    BEFORE and AFTER are a folder; NAME, which stands for build/NAME; NAME@vX.Y.Z, a release's tag;
    REV:NAME, a git revision; or hub:ORG/NAME@TAG.

    \b
    Examples:
      irrealis diff cebab@v1.0.0 cebab
      irrealis diff HEAD~1:cebab release/cebab --json
      irrealis diff hub:org/cebab@v1.0.0 out/release/cebab --markdown
    """
    from irrealis.compare import compare, resolve

    _refuse("--markdown", "and --json exclude one another", given=as_markdown and as_json)
    _refuse(
        "--endpoint",
        f"is for a version on the Hub: {HUB}ORG/NAME@TAG",
        given=endpoint and not any(target.startswith(HUB) for target in (before, after)),
    )
    root = find_root()
    with (
        resolve(before, root=root, endpoint=endpoint) as older,
        resolve(after, root=root, endpoint=endpoint) as revision,
    ):
        found = compare(older, revision)
    if as_json:
        _emit(found.as_dict())
    else:
        _say(found.markdown() if as_markdown else found.text())
    if exit_code and found.level:
        raise SystemExit(CheckFailed.exit_code)


@main.command()
@click.argument("first", metavar="NAME|DIR")
@click.argument("second", metavar="NAME|DIR")
@click.option(
    "--near", is_flag=True, help="Also find texts that are nearly the same (extra: near)."
)
@click.option(
    "--show", type=click.IntRange(0), default=10, show_default=True, help="Couples to print."
)
@click.option(
    "--keep", is_flag=True, help="Also write it into datasets/NAME/overlap.json, for the card."
)
@as_json
def overlap(first: str, second: str, *, near: bool, show: int, keep: bool, as_json: bool) -> None:
    """Find the rows of one dataset that stand in another, by the words of their texts.

    Case, punctuation, white space and markup do not count, nor do texts of fewer than 5 words. What
    is looked for are both sides of the first one's pairs; all texts of the second are looked in.

    \b
    Examples:
      irrealis overlap contrast-sets cad-imdb
      irrealis overlap full/build/cebab full/build/restaurant-edits --near --json
      irrealis overlap full/build/contrast-sets full/build/cad-imdb --keep
    """
    from irrealis.compare import keep_overlap
    from irrealis.compare import overlap as find_overlap
    from irrealis.store import find_folder

    _refuse("--show", "is for people, and --json gives all", given=as_json and _asked("show"))
    root = find_root(own=keep)
    folder, other = (find_folder(target, root=root) for target in (first, second))
    found = find_overlap(folder, other, near=near)
    if as_json:
        _emit(found.as_dict())
    else:
        _say(found.text(shown=show))
    if keep:
        written = keep_overlap(
            found,
            first=folder,
            second=other,
            manifest=load_manifest(folder.dataset, root=root),
        )
        _tell(f"wrote {written}")


@main.command()
@of_dataset
@click.option("--against", help="What to compare with, as in diff [default: the newest release].")
@of_build
@click.option("--patch", "ask", flag_value="patch", help="Raise it at least so far.")
@click.option("--minor", "ask", flag_value="minor", help="Raise it at least so far.")
@click.option("--major", "ask", flag_value="major", help="Raise it at least so far.")
@click.option("--date", help="To stand beside the version in the change log [default: none].")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if too low.")
@endpoint
@as_json
def bump(
    name: str,
    *,
    against: str | None,
    build_folder: Path | None,
    ask: str | None,
    date: str | None,
    only_check: bool,
    endpoint: str | None,
    as_json: bool,
) -> None:
    """Raise a dataset's version as far as its rows call for, and write the change log's entry.

    MAJOR: rows changed, removed, relabeled or moved between splits; a column removed or of another
    type; a config or split removed. MINOR: any of these added. PATCH: the same rows.

    \b
    Examples:
      irrealis bump cebab
      irrealis bump cebab --minor
      irrealis bump cebab --check --against ../base/build/cebab
    """
    from irrealis.manifest import Level
    from irrealis.release import bump as run_bump
    from irrealis.release import check_version, least_version

    for option, given in ((f"--{ask}", ask), ("--date", date)):
        _refuse(option, "writes a version, and --check changes nothing", given=only_check and given)
    _refuse_endpoint(endpoint, against)
    root = _own_root()
    load_manifest(name, root=root)
    need = least_version(name, root=root, against=against, build=build_folder, endpoint=endpoint)
    if only_check:
        reason = check_version(name, root=root, need=need)
        if as_json:
            _emit({"dataset": name, "enough": True, "reason": reason})
        else:
            _say(reason)
        return
    level = Level[ask.upper()] if ask else Level.NONE
    made = run_bump(name, root=root, need=need, ask=level, date=date)
    if as_json:
        level_name = made.level.name.lower()
        _emit({"dataset": name, "before": made.before, "after": made.after, "level": level_name})
        return
    if made.before == made.after:
        _say(f"{name}: {made.after} is high enough ({made.level.name.lower()})")
    else:
        _say(f"{name}: {made.before} → {made.after} ({made.level.name.lower()})")
    _say(made.entry or f"the change log has an entry for {made.after}, which stays as it is")
    whole = load_manifest(name, root=root).built_splits("upstream")
    remake = f"irrealis make {name} --inputs upstream" if whole else "dvc repro"
    _say(f"next: {remake}, commit, irrealis tag {name}")


@main.command()
@of_dataset
@click.option(
    "--hub", help="ORG/NAME@COMMIT where it was published [default: what releases.json says]."
)
@click.option("--sample", is_flag=True, help="Tag a part of the dataset as NAME@vX.Y.Z-sample.")
@as_json
def tag(name: str, *, hub: str | None, sample: bool, as_json: bool) -> None:
    """Tag the release at HEAD as NAME@vX.Y.Z, annotated with the hash of every config and split.

    What DVC gives at HEAD is checked first, row by row, and must be built from all that the
    manifest pins. Push its data before the tag: dvc push.

    \b
    Example: irrealis tag cebab
    """
    from irrealis.release import make_tag

    made = make_tag(name, root=_own_root(), hub=hub, sample=sample)
    if as_json:
        _emit({"tag": made.tag.ref, "was_there": made.was_there})
        return
    if made.was_there:
        _say(f"{made.tag.ref} is there already, with the same content")
        return
    _say(f"tagged {made.tag.ref}")
    _say(f"next: dvc push, then git push origin {made.tag.ref} {made.tag.artifact}")


@main.command()
@of_target
@click.option("--against", help="Another version to compare with, as in diff.")
@endpoint
@click.option("--out", type=click.Path(path_type=Path), help="[default: report/DATASET.html]")
@click.option("--open", "open_it", is_flag=True, help="Show it in the browser.")
@as_json
def report(
    target: str,
    *,
    against: str | None,
    endpoint: str | None,
    out: Path | None,
    open_it: bool,
    as_json: bool,
) -> None:
    """Write a page to look at: pairs with their edits marked, what was left out, figures.

    One HTML file that needs no network. NAME stands for the folder build/NAME; any folder that
    follows the contract of pairs will do. Of a dataset without pairs it shows the rows.

    \b
    Examples:
      irrealis report redocred-cf --open
      irrealis report out/ --against release/redocred-cf --out compare.html
      irrealis report cebab --against cebab@v1.0.0
    """
    from contextlib import nullcontext

    from irrealis.compare import resolve
    from irrealis.show import write_report
    from irrealis.store import find_folder

    _refuse_endpoint(endpoint, against)
    root = find_root()
    folder = find_folder(target, root=root)
    with resolve(against, root=root, endpoint=endpoint) if against else nullcontext() as older:
        written = write_report(
            folder,
            out=out or home(root, "sample") / "report" / f"{folder.dataset}.html",
            against=older,
            manifest=_manifest(folder.dataset, root=root),
        )
    if as_json:
        _emit({"file": str(written), "bytes": written.stat().st_size})
    else:
        _say(f"wrote {written}")
    if open_it:
        click.launch(str(written))


@main.command()
@of_target
@click.option(
    "--predictions",
    required=True,
    metavar="FILE",
    help="JSON Lines, CSV, a log or a folder of logs of lm-evaluation-harness or Inspect, or - for "
    "stdin; docs/score.md shows the formats.",
)
@click.option("--against", metavar="FILE", help="Predictions of a second model, to compare with.")
@of_build
@click.option("--config", default="pairs", show_default=True, help="The config with the pairs.")
@of_splits
@ignored
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Also tell apart by a column, such as intervention or label_effect (may be repeated).",
)
@click.option(
    "--others",
    type=click.Choice(["error", "wrong"]),
    default="error",
    show_default=True,
    help="What a prediction is that is none of a few labels.",
)
@click.option("--complete", is_flag=True, help="Refuse predictions that do not cover every pair.")
@click.option(
    "--resamples",
    type=click.IntRange(0, 100_000),
    default=1000,
    show_default=True,
    help="Draws of the bootstrap for intervals.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draws.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Also write a page to look at."
)
@as_json
def score(
    target: str,
    *,
    predictions: str,
    build_folder: Path | None,
    html: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Score a model's predictions: accuracy on both sides, and how consistent they are.

    \b
    Examples:
      irrealis score cebab --predictions predictions.jsonl --split test
      irrealis score cad-imdb --predictions one.csv --against other.csv --by intervention
      irrealis score redocred-cf --build out/ --predictions result.json --json
    """
    from irrealis.score import score as score_predictions
    from irrealis.score import write_page

    folder = _folder(target, build_folder, root=find_root())
    found = score_predictions(folder, predictions, **options)
    if html is not None:
        _tell(f"wrote {write_page(found, folder, out=html, config=options['config'])}")
    if as_json:
        _emit(found.as_dict())
        return
    _say("\n\n".join([*(table.text() for table in found.tables()), *found.notes]))


def _formats(_: object, __: object, wanted: bool) -> None:
    if wanted:
        from irrealis.export import FORMATS

        width = max(map(len, FORMATS))
        for name, reads in FORMATS.items():
            _say(f"{name:{width}}  {reads}")
        raise SystemExit(0)


@main.command()
@of_target
@click.option("--to", required=True, metavar="FORMAT", help="One that --formats lists.")
@click.option(
    "--formats",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_formats,
    help="List the formats, and what reads them.",
)
@of_build
@of_splits
@ignored
@click.option("--out", type=click.Path(path_type=Path), help="[default: export/NAME-FORMAT]")
@as_json
def export(
    target: str,
    *,
    to: str,
    build_folder: Path | None,
    out: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Write pairs in the format of another tool, or say what the dataset lacks for it.

    NAME stands for the folder build/NAME; DIR is a build or a release. What does not fit the format
    is left out, and counted.

    \b
    Examples:
      irrealis export cad-imdb --to lm-eval
      irrealis export redocred-cf --to docred --split validation --out docred/
    """
    from irrealis.export import export as run_export

    root = find_root()
    folder = _folder(target, build_folder, root=root)
    out = out or home(root, "sample") / "export" / f"{folder.dataset}-{to}"
    _print(run_export(folder, to, out=out, **options), as_json=as_json)


@main.command()
@of_target
@click.option("--near", is_flag=True, help="Also find near-duplicates (extra: near).")
@click.option("--judge", is_flag=True, help="Also ask the dataset's judges (extra: judge).")
@click.option(
    "--fluency", type=click.IntRange(1), help="Also ask a language model about N pairs a split."
)
@of_build
@click.option("--keep", is_flag=True, help="Also write datasets/NAME/upstream.json, for the card.")
@as_json
def metrics(
    target: str,
    *,
    near: bool,
    judge: bool,
    fluency: int | None,
    build_folder: Path | None,
    keep: bool,
    as_json: bool,
) -> None:
    """Measure pairs: how much was edited, how varied, and what gives a label or an edit away.

    NAME stands for the folder build/NAME. DIR is a build, a release, or any folder with
    data/pairs/<split>-*.parquet. docs/metrics.md defines every figure.

    \b
    Examples:
      irrealis metrics redocred-cf
      irrealis metrics release/redocred-cf --json
      irrealis metrics redocred-cf --build out/redocred-cf --near --keep
    """
    from irrealis.evaluate import judges_of, keep_figures, measure

    root = find_root(own=keep)
    folder = _folder(target, build_folder, root=root)
    manifest = _manifest(folder.dataset, root=root)
    if (judge or keep) and manifest is None:
        raise IrrealisError(f"{folder.path} is of no dataset here, so it has no judges and no card")
    found = measure(
        folder,
        manifest=manifest,
        near=near,
        fluent=fluency or 0,
        judges=judges_of(manifest, root=root, build=folder.path) if judge and manifest else (),
    )
    _print(found, as_json=as_json)
    if keep and manifest:
        _say(f"wrote {keep_figures(found, folder=folder, manifest=manifest)}", err=True)


@main.command()
@of_dataset
@click.option("--split", help="Show it on this split [default: the one that the demo names].")
@as_json
def demo(name: str, *, split: str | None, as_json: bool) -> None:
    """Show from scratch what a dataset is for, on upstream's data.

    NAME is a dataset that has a demonstration, or the start of its name.

    \b
    Example: irrealis demo cad
    """
    from irrealis.evaluate import demo as run_demo

    found = run_demo(name, root=_root(), split=split)
    _print(found, as_json=as_json)


@main.command()
@of_dataset
@as_json
def golden(name: str, *, as_json: bool) -> None:
    """Write what the sample builds to into datasets/NAME/golden.jsonl, for review.

    \b
    Example: irrealis golden redocred-cf
    """
    from irrealis.build import write_golden

    path = write_golden(name, root=_own_root())
    if as_json:
        _emit({"files": [str(path)]})
    else:
        _say(f"wrote {path}; review `git diff` before committing")


@main.command()
@click.option("--pins", "only_pins", is_flag=True, help="Only write constraints.txt anew.")
@as_json
def init(*, only_pins: bool, as_json: bool) -> None:
    """Make an empty registry of your own in the git repository of the current folder.

    It writes the marker, the pipeline, workflows, constraints and what git and DVC need; nothing
    that is there is changed. After an upgrade of irrealis, --pins notes the new versions, and every
    build is stale; constraints of other packages stay.

    \b
    Examples (after git init):
      irrealis init
      irrealis init --pins
    """
    from irrealis.files import write_file
    from irrealis.own import init as start
    from irrealis.own import pins

    if only_pins:
        path = _own_root() / "constraints.txt"
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        write_file(path, pins(before).encode())
        written = [path]
    else:
        written = start(Path())
    if as_json:
        _emit({"files": [str(path) for path in written]})
        return
    for path in written:
        _say(f"wrote {path}")
    if not only_pins:
        _say("next: irrealis new my-dataset")


@main.command()
@of_datasets
@click.option("--all", "every", is_flag=True, help="Every dataset of the registry.")
@as_json
def ready(names: tuple[str, ...], *, every: bool, as_json: bool) -> None:
    """Say whether a dataset is ready to be merged, and if not, what is left to do.

    It is built from its sample, twice, released and loaded back; the golden file, card, metrics,
    plots, change log and pipeline that git keeps must be what that gives. What cannot be checked,
    because a package is missing, is not ready either, and exits 3.

    \b
    Examples:
      irrealis ready my-dataset
      irrealis ready --all --json
    """
    from contextlib import nullcontext

    from irrealis.own import ready as ask
    from irrealis.release import loading_here

    root = _own_root()
    if bool(names) == every:
        raise click.UsageError("name a dataset, or --all")
    found = []
    here = "datasets" not in sys.modules  # else a release is loaded back in a process of its own
    with loading_here() if here else nullcontext():
        for name in names or _all_of(root):
            found.append(ask(name, root=root, here=here))
            if not as_json:
                _say(found[-1].text())
    if as_json:
        _emit([item.as_dict() for item in found])
    if codes := [item.exit_code for item in found if not item.ok]:
        raise SystemExit(min(codes))


@main.command()
@click.argument("name")
@click.option("--family", help="Begin with a dataset of a family of docs/families.md.")
@click.option("--like", metavar="DATASET", help="Begin with a copy of this dataset.")
@click.option(
    "--pairs",
    metavar="[SPLIT=]FILE",
    multiple=True,
    help="Import pairs of a .csv, .tsv or .jsonl file (may be repeated), without writing Python.",
)
@click.option(
    "--text",
    metavar="[FIELD=]COLUMN",
    multiple=True,
    help="Of --pairs: the column of the original text, and again that of the counterfactual.",
)
@click.option(
    "--label", metavar="COLUMN", multiple=True, help="Of --pairs: the columns of the labels."
)
@click.option("--id", metavar="COLUMN", help="Of --pairs: what the rows of a group share.")
@click.option(
    "--original",
    metavar="COLUMN=VALUE",
    help="Of --pairs with one text in each row: which rows are the originals.",
)
@as_json
def new(
    name: str,
    *,
    family: str | None,
    like: str | None,
    pairs: tuple[str, ...],
    as_json: bool,
    **columns: Any,
) -> None:
    """Scaffold a dataset that builds and passes the suite: manifest, sample, builder, schema, card.

    Without options it is a small dataset of reviews, with comments that say what to change.

    \b
    Examples:
      irrealis new my-dataset
      irrealis new my-worlds --family worlds
      irrealis new my-pairs --pairs pairs.tsv --text before --text after --label old --label new
    """
    from irrealis.new import Imported, model_named, model_of, scaffold

    root = _own_root()
    if (family is not None) + (like is not None) + bool(pairs) > 1:
        raise click.UsageError("only one of --family, --like and --pairs")
    if not pairs and any(columns.values()):
        raise click.UsageError("--text, --label, --id and --original need --pairs FILE")
    model = None
    if family is not None:
        model = model_of(family)
    elif like is not None:
        model = model_named(like, root=root)
    found = Imported.of(pairs, **columns) if pairs else None
    written = scaffold(name, root=root, model=model, pairs=found)
    if as_json:
        _emit({"files": [str(path) for path in written]})
        return
    for path in written:
        _say(f"wrote {path}")


@main.command()
@of_datasets
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder [default: site, of all data full/site]."
)
@of_inputs("Show the releases of samples, or those of all data, which are in full/.")
@click.option("--judge", is_flag=True, help="Say of each pair what judges say (extra judge).")
@click.option(
    "--versions", is_flag=True, help="Show what changed since earlier releases, by their git tags."
)
@click.option("--open", "open_it", is_flag=True, help="Show it in the browser.")
@as_json
def site(
    names: tuple[str, ...],
    *,
    out: Path | None,
    inputs: str,
    judge: bool,
    versions: bool,
    open_it: bool,
    as_json: bool,
) -> None:
    """Write the catalog: a static site with a page for each dataset and all rows of its release.

    It needs no network and no server: open site/index.html, or publish the folder. What is released
    is shown (irrealis make); a dataset that is not has a page without rows.

    \b
    Examples:
      irrealis site --open
      irrealis site cad-imdb --judge --out out/site
      irrealis site cad-imdb --versions
      irrealis site --inputs upstream --out full/site
    """
    from irrealis.release import released
    from irrealis.site import write_site

    root = _root()
    here = home(root, inputs)
    chosen = (names or list_datasets(root)) if versions else ()
    written = write_site(
        root,
        out=out or here / "site",
        releases=here / "release",
        names=names,
        judge=judge,
        versions={name: [tag.ref for tag in released(name, root=root)] for name in chosen},
        sample=inputs == "sample",
    )
    if as_json:
        _emit([item.as_dict() for item in written.items])
    else:
        _say(written.summary())
    if open_it:
        click.launch(str(written.folder / "index.html"))


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if it is stale.")
@as_json
def sync(*, only_check: bool, as_json: bool) -> None:
    """Write the dvc.yaml of every dataset, from its manifest and the imports of its modules.

    \b
    Example: irrealis sync
    """
    from irrealis.new import stale_pipelines, write_pipelines

    root = _own_root()
    if not only_check:
        written = write_pipelines(root)
        if as_json:
            _emit({"files": [str(path) for path in written]})
        for path in written if not as_json else ():
            _say(f"wrote {path}")
    elif stale := stale_pipelines(root):
        raise CheckFailed(
            f"{stale[0]} is not what the manifest and the imports say", hint="irrealis sync"
        )
