"""The command line: one command a verb, and nothing imported that the verb does not need."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

import click

from irrealis.errors import CheckFailed, IrrealisError, Unavailable, printable
from irrealis.manifest import (
    MARKER,
    Manifest,
    built_in,
    find_root,
    home,
    list_datasets,
    load_manifest,
    unmarked,
)

EXIT_CODES = (
    "Exit codes: 0 done; 1 a check failed; 2 bad input or usage; 3 something outside is missing "
    "(a file, the network, an optional package); 130 interrupted."
)


INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it
# the commands by what somebody wants to do, as `irrealis --help` shows them
SECTIONS = {
    "Use a dataset": ("list", "show", "try", "edit", "demo", "score", "export", "verify"),
    "Make one": ("new", "sync", "fetch", "build", "check", "golden", "make", "catalogue"),
    "Look into it": ("report", "diff", "metrics", "evaluate", "reading"),
    "Release it": ("bump", "release", "tag", "publish", "yank", "croissant"),
}


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

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IrrealisError as error:
            click.echo(f"irrealis: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:  # a name too long, a folder that may not be looked into
            if error.errno is None or isinstance(error, BrokenPipeError):
                raise
            click.echo(f"irrealis: {printable(error)}", err=True)
            ctx.exit(IrrealisError.exit_code)
        except KeyboardInterrupt:
            click.echo("irrealis: interrupted", err=True)
            ctx.exit(INTERRUPTED)

    def get_help(self, ctx: click.Context) -> str:
        return f"{super().get_help(ctx)}\n\n{EXIT_CODES}"


def _emit(value: object) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


class _Found(Protocol):
    def text(self) -> str: ...
    def as_dict(self) -> Mapping[str, object]: ...


def _print(found: _Found, *, as_json: bool) -> None:
    """What a command found, for people or for scripts."""
    if as_json:
        _emit(found.as_dict())
    else:
        click.echo(found.text())


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _root() -> Path:
    """The registry around the current folder, or else the built-in one; says so if it is that."""
    root = find_root()
    if root == built_in():
        _tell(f"irrealis: no registry around here; using the built-in one, {root.resolve()}")
        if bare := unmarked():
            _tell(f"irrealis: {bare} is a registry only once it has a file {MARKER}")
    return root


def _own_root() -> Path:
    """The registry around the current folder, for commands that write files of it."""
    return find_root(own=True)


def _manifest(dataset: str, *, root: Path) -> Manifest | None:
    """What the registry says of a dataset, if it knows it."""
    return load_manifest(dataset, root=root) if dataset in list_datasets(root) else None


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


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="irrealis")
def main() -> None:
    """A versioned registry of counterfactual datasets.

    Run it anywhere inside of a registry (a folder with datasets/ and irrealis.yaml); elsewhere it
    works with the built-in one, and puts what it makes into the current folder.
    """


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
    names = list_datasets(root)
    if since is not None:
        from irrealis.git import changed_files
        from irrealis.new import datasets_of

        names = datasets_of(changed_files(since, root=root), root=root)
    if as_json or any(asked.values()):
        from irrealis.show import chosen, listings

        found = chosen(listings(names, root=root), **asked)
        if as_json:
            _emit([one.as_dict() for one in found])
            return
        names = [one.manifest.name for one in found]
    manifests = [load_manifest(name, root=root) for name in names]
    width = max((len(m.name) for m in manifests), default=0)
    for m in manifests:
        click.echo(f"{m.name:{width}}  {m.version}  {m.summary}")


@main.command()
@click.argument("name")
@as_json
def show(name: str, *, as_json: bool) -> None:
    """Show what the manifest says of a dataset.

    \b
    Example: irrealis show redocred-cf
    """
    manifest = load_manifest(name, root=_root())
    values = manifest.model_dump(mode="json", by_alias=True, exclude_none=True)
    if as_json:
        _emit(values)
        return
    import yaml

    click.echo(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100).rstrip())


@main.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All datasets that have upstream files.")
@click.option("--split", "splits", multiple=True, help="Only this split (may be repeated).")
@click.option(
    "--fresh",
    is_flag=True,
    help="Keep nothing, and ask neither cache nor mirror: does upstream still give these bytes?",
)
def fetch(names: tuple[str, ...], *, every: bool, splits: tuple[str, ...], fresh: bool) -> None:
    """Bring the pinned upstream files of a dataset to the cache, and verify them.

    Files come from IRREALIS_MIRROR (a folder or URL with <host>/<path>) if it has them.

    \b
    Examples:
      irrealis fetch redocred-cf --split validation
      irrealis fetch --all --fresh
    """
    from irrealis.inputs import ask_again
    from irrealis.inputs import fetch as fetch_pinned

    root = _root()
    if bool(names) == every:
        raise click.UsageError("name a dataset, or --all")
    manifests = [load_manifest(name, root=root) for name in names or list_datasets(root)]
    errors: list[IrrealisError] = []
    asked: set[tuple[str, str | None]] = set()
    for manifest in manifests:
        if every and manifest.inputs.upstream is None:
            continue
        for split, pinned in manifest.upstream_files(splits):
            if not fresh:
                path = fetch_pinned(pinned, dataset=manifest.name, split=split)
                click.echo(f"{split}  {path}")
            elif (file := (pinned.url, pinned.sha256 or pinned.git_blob)) not in asked:
                asked.add(file)  # the splits of an archive share it
                try:
                    ask_again(pinned, dataset=manifest.name, split=split)
                    click.echo(f"as pinned  {manifest.name}  {pinned.url}")
                except (CheckFailed, Unavailable) as error:
                    errors.append(error)
                    click.echo(f"irrealis: {error}", err=True)
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
@click.argument("name")
@click.option(
    "--inputs",
    type=click.Choice(["sample", "upstream"]),
    default="sample",
    show_default=True,
    help="The sample in the repository, or the pinned upstream files.",
)
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
@click.option("--split", "splits", multiple=True, help="Only this split (may be repeated).")
@click.option(
    "--size",
    type=click.IntRange(1),
    help="Records to draw for each split of a generated dataset.",
)
@click.option("--limit", type=click.IntRange(1), help="Only the first N records of each split.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
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
        click.echo(line)


known = click.option(
    "--set",
    "overrides",
    multiple=True,
    callback=_overrides,
    help="key=value: what is known of the text or asked for, or a parameter of the builder.",
)


@main.command("try")
@click.argument("name")
@click.argument("text")
@known
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
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

    tried = edit_text(name, text, root=_root(), seed=seed, **overrides)
    if as_json:
        _emit(tried.as_dict())
        return
    for row in tried.pairs:
        click.echo(_marked(row))
    for drop in tried.drops:
        click.echo(f"not made: {click.style(drop.reason, bold=True)}: {printable(drop.detail)}")


def _colored(color: str, found: re.Match[str]) -> str:
    return click.style(found[0], fg=color)


def _marked(row: Mapping[str, Any]) -> str:
    """A pair as people read it: what goes in red, what comes in green, and why the label holds."""
    from irrealis.build import mark
    from irrealis.contract import text_view

    lines = []
    for change in row["intervention"]:
        before = "" if change["from"] is None else f" from {change['from']}"
        lines.append(click.style(f"{change['target']}{before} to {change['to']}", bold=True))
    for place, text in text_view(row["original"]).items():
        edits = [edit for edit in row["edits"] if edit["field"] == place]
        shown = "\n  ".join(map(printable, mark(text, edits).split("\n")))
        for pattern, color in ((r"\[-.*?-\]", "red"), (r"\{\+.*?\+\}", "green")):
            shown = re.sub(pattern, partial(_colored, color), shown)
        lines.append(f"  {shown}")
    old, new = row["label_original"], row["label_counterfactual"]
    if isinstance(old, dict) and isinstance(new, dict) and old != new:  # only what changes
        old, new = ({k: of[k] for k in of if old[k] != new[k]} for of in (old, new))
    before, after = (json.dumps(label, ensure_ascii=False) for label in (old, new))
    lines.append(f"  label: {before}" if before == after else f"  label: {before} becomes {after}")
    lines.append(f"  {row['evidence']['kind']}: {row['evidence']['detail']}")
    return "\n".join(lines)


@main.command()
@click.argument("name")
@known
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
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
        click.echo(json.dumps(made, ensure_ascii=False))


@main.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every dataset of the registry.")
@click.option("--stale", is_flag=True, help="The datasets that DVC calls changed.")
@click.option(
    "--inputs",
    type=click.Choice(["sample", "upstream"]),
    default="sample",
    show_default=True,
    help="The sample in the repository, or the pinned upstream files.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def make(names: tuple[str, ...], *, every: bool, stale: bool, **options: Any) -> None:
    """Build, check, release and show datasets, all in one process.

    What `dvc repro` runs for each dataset; for many, one warm process is several times as fast.
    DVC's lock files are brought up to date at the end. The sample is made into build/, release/ and
    report/, all of upstream into the same folders under full/, which is what a version stands for.

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
                for line in made.summary():
                    click.echo(line)
    finally:
        # within a stage of its own, DVC writes the lock itself
        if done and "DVC_STAGE" not in os.environ:
            commit_locks(done, root=root, inputs=options["inputs"])
    if not chosen:
        click.echo("every dataset is up to date")


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
            click.echo(report.text(), err=not report.ok)
    if any(stale or not report.ok for report, stale in looked):
        raise SystemExit(CheckFailed.exit_code)


@main.command()
@click.argument("name")
@of_build
@click.option(
    "--inputs",
    type=click.Choice(["sample", "upstream"]),
    default="sample",
    show_default=True,
    help="Of the build, where --build is not given.",
)
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

    root = _own_root() if options["keep_card"] else _root()
    made = make_release(name, root=root, **options)
    if as_json:
        _emit(
            {"folder": str(made.folder), "configs": made.record.model_dump(mode="json")["configs"]}
        )
        return
    click.echo(made.summary())


@main.command()
@click.argument("name")
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
      irrealis verify my-org/redocred-cf@v1.0.0 --json
    """
    from irrealis.hub import verify as run_verify

    repo, _, tag = target.partition("@")
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
@click.argument("name")
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
        click.echo(f"wrote {keep_evaluation(found, build=folder, manifest=manifest)}", err=True)


@main.group()
def reading() -> None:
    """Have a sample of rows read by people, and put what they found on the card."""


@reading.command()
@click.argument("target", metavar="NAME|DIR")
@of_build
@click.option(
    "--size", type=click.IntRange(1, 1000), default=60, show_default=True, help="Rows to draw."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--split", "splits", multiple=True, help="Only this split (may be repeated).")
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
    from irrealis.store import find_folder

    root = find_root()
    folder = find_folder(str(build_folder or target), root=root)
    manifest = _manifest(folder.dataset, root=root)
    drawn = draw_form(folder, manifest=manifest, **options)
    name = f"{folder.dataset}-reading-{options['seed']}"
    files = write_form(drawn, out=out or home(root, "sample") / "report" / name)
    if as_json:
        _emit({"form": drawn.form.digest, "files": [str(path) for path in files]})
        return
    for path in files:
        click.echo(f"wrote {path}")


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
        click.echo(f"wrote {keep_readings(found.readings, manifest=manifest)}", err=True)


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
    """Show what changed between two builds or releases, and the least version it calls for.

    BEFORE and AFTER are a folder; NAME, which stands for build/NAME; NAME@vX.Y.Z, a release's tag;
    REV:NAME, a git revision; or hub:ORG/NAME@TAG.

    \b
    Examples:
      irrealis diff cebab@v1.0.0 cebab
      irrealis diff HEAD~1:cebab release/cebab --json
      irrealis diff hub:org/cebab@v1.0.0 out/release/cebab --markdown
    """
    from irrealis.compare import compare, resolve

    root = find_root()
    with (
        resolve(before, root=root, endpoint=endpoint) as one,
        resolve(after, root=root, endpoint=endpoint) as other,
    ):
        found = compare(one, other)
    if as_json:
        _emit(found.as_dict())
    else:
        click.echo(found.markdown() if as_markdown else found.text())
    if exit_code and found.level:
        raise SystemExit(CheckFailed.exit_code)


@main.command()
@click.argument("name")
@click.option("--against", help="What to compare with, as in diff [default: the newest release].")
@of_build
@click.option("--patch", "ask", flag_value="patch", help="Raise it at least so far.")
@click.option("--minor", "ask", flag_value="minor", help="Raise it at least so far.")
@click.option("--major", "ask", flag_value="major", help="Raise it at least so far.")
@click.option("--date", help="To stand beside the version in the change log [default: none].")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if too low.")
@click.option("--endpoint", help="Of the Hub, if --against is there.")
def bump(
    name: str,
    *,
    against: str | None,
    build_folder: Path | None,
    ask: str | None,
    date: str | None,
    only_check: bool,
    endpoint: str | None,
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

    root = _own_root()
    load_manifest(name, root=root)
    need = least_version(name, root=root, against=against, build=build_folder, endpoint=endpoint)
    if only_check:
        click.echo(check_version(name, root=root, need=need))
        return
    level = Level[ask.upper()] if ask else Level.NONE
    made = run_bump(name, root=root, need=need, ask=level, date=date)
    if made.before == made.after:
        click.echo(f"{name}: {made.after} is high enough ({made.level.name.lower()})")
    else:
        click.echo(f"{name}: {made.before} → {made.after} ({made.level.name.lower()})")
    click.echo(made.entry or f"the change log has an entry for {made.after}, which stays as it is")
    whole = load_manifest(name, root=root).built_splits("upstream")
    remake = f"irrealis make {name} --inputs upstream" if whole else "dvc repro"
    click.echo(f"next: {remake}, commit, irrealis tag {name}")


@main.command()
@click.argument("name")
@click.option(
    "--hub", help="ORG/NAME@COMMIT where it was published [default: what releases.json says]."
)
@click.option("--sample", is_flag=True, help="Tag a part of the dataset as NAME@vX.Y.Z-sample.")
def tag(name: str, *, hub: str | None, sample: bool) -> None:
    """Tag the release at HEAD as NAME@vX.Y.Z, annotated with the hash of every config and split.

    What DVC gives at HEAD is checked first, row by row, and must be built from all that the
    manifest pins. Push its data before the tag: dvc push.

    \b
    Example: irrealis tag cebab
    """
    from irrealis.release import make_tag

    made = make_tag(name, root=_own_root(), hub=hub, sample=sample)
    if made.was_there:
        click.echo(f"{made.tag.ref} is there already, with the same content")
        return
    click.echo(f"tagged {made.tag.ref}")
    click.echo(f"next: dvc push, then git push origin {made.tag.ref}")


@main.command()
@click.argument("target", metavar="NAME|DIR")
@click.option("--against", help="Another version to compare with, as in diff.")
@click.option("--endpoint", help="Of the Hub, if --against is there.")
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
        click.echo(f"wrote {written}")
    if open_it:
        click.launch(str(written))


@main.command()
@click.argument("target", metavar="NAME|DIR")
@click.option(
    "--predictions",
    required=True,
    type=click.Path(path_type=Path),
    help="JSON Lines, or one JSON array; docs/score.md shows the formats.",
)
@of_build
@click.option("--config", default="pairs", show_default=True, help="The config with the pairs.")
@click.option("--split", "splits", multiple=True, help="Only this split (may be repeated).")
@click.option(
    "--ignore",
    multiple=True,
    metavar="LABEL",
    help='Leave out pairs with this label, such as "no majority" (may be repeated).',
)
@as_json
def score(
    target: str, *, predictions: Path, build_folder: Path | None, as_json: bool, **options: Any
) -> None:
    """Score a model's predictions: accuracy on both sides, and how consistent they are.

    \b
    Examples:
      irrealis score cebab --predictions said.jsonl --split test
      irrealis score redocred-cf --build out/ --predictions result.json --json
    """
    from irrealis.score import score as score_predictions
    from irrealis.store import find_folder

    folder = find_folder(str(build_folder or target), root=find_root())
    found = score_predictions(folder, predictions, **options)
    if as_json:
        _emit(found.as_dict())
        return
    click.echo("\n\n".join([*(table.text() for table in found.tables()), *found.notes]))


def _formats(_: object, __: object, wanted: bool) -> None:
    if wanted:
        from irrealis.export import FORMATS

        width = max(map(len, FORMATS))
        for name, reads in FORMATS.items():
            click.echo(f"{name:{width}}  {reads}")
        raise SystemExit(0)


@main.command()
@click.argument("target", metavar="NAME|DIR")
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
@click.option("--split", "splits", multiple=True, help="Only this split (may be repeated).")
@click.option(
    "--ignore",
    multiple=True,
    metavar="LABEL",
    help='Leave out what has this label, such as "no majority" (may be repeated).',
)
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
    from irrealis.store import find_folder

    root = find_root()
    folder = find_folder(str(build_folder or target), root=root)
    out = out or home(root, "sample") / "export" / f"{folder.dataset}-{to}"
    _print(run_export(folder, to, out=out, **options), as_json=as_json)


@main.command()
@click.argument("target", metavar="NAME|DIR")
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
    from irrealis.store import find_folder

    root = find_root(own=keep)
    folder = find_folder(str(build_folder or target), root=root)
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
        click.echo(f"wrote {keep_figures(found, folder=folder, manifest=manifest)}", err=True)


@main.command()
@click.argument("name")
@click.option(
    "--release", "folder", type=click.Path(path_type=Path), help="[default: release/NAME]"
)
@click.option("--out", type=click.Path(path_type=Path), help="File [default: print it].")
def croissant(name: str, *, folder: Path | None, out: Path | None) -> None:
    """Describe a release in Croissant JSON-LD, valid by the official library (extra: croissant).

    Paths in it are relative: put it beside the release's card.

    \b
    Example: irrealis croissant redocred-cf --out croissant.json
    """
    from irrealis.files import write_file
    from irrealis.show import croissant_metadata as describe
    from irrealis.store import read_record

    root = _root()
    folder = folder or home(root, "sample") / "release" / name
    manifest = load_manifest(name, root=root)
    found = describe(folder, manifest=manifest, record=read_record(folder))
    if out is None:
        _emit(found)
    else:
        write_file(out, json.dumps(found, indent=2, ensure_ascii=False).encode() + b"\n")
        click.echo(f"wrote {out}")


@main.command()
@click.argument("name")
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
@click.argument("name")
def golden(name: str) -> None:
    """Write what the sample builds to into datasets/NAME/golden.jsonl, for review.

    \b
    Example: irrealis golden redocred-cf
    """
    from irrealis.build import write_golden

    click.echo(f"wrote {write_golden(name, root=_own_root())}; review `git diff` before committing")


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Scaffold a dataset: manifest, builder, schema, sample and golden that pass the suite.

    \b
    Example: irrealis new my-dataset
    """
    from irrealis.new import scaffold

    for path in scaffold(name, root=_own_root()):
        click.echo(f"wrote {path}")


@main.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="HTML file [default: report/index.html]."
)
def catalogue(*, out: Path | None) -> None:
    """Write a page that lists the datasets of the registry, each with a link to its page.

    \b
    Example: irrealis catalogue --out site/index.html
    """
    from irrealis.show import write_catalogue

    root = _root()
    out = out or home(root, "sample") / "report" / "index.html"
    click.echo(f"wrote {write_catalogue(root, out=out)}")


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if it is stale.")
def sync(*, only_check: bool) -> None:
    """Write the dvc.yaml of every dataset, from its manifest and the imports of its modules.

    \b
    Example: irrealis sync
    """
    from irrealis.new import stale_pipelines, write_pipelines

    root = _own_root()
    if not only_check:
        for path in write_pipelines(root):
            click.echo(f"wrote {path}")
    elif stale := stale_pipelines(root):
        raise CheckFailed(
            f"{stale[0]} is not what the manifest and the imports say", hint="irrealis sync"
        )
