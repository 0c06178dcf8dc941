"""Makes the pages of the command line and of Python from the code.

python -m irrealis.documentation commands > docs/commands.md
python -m irrealis.documentation python > docs/python.md
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import click

_WIDTH = 92
_COMMANDS = """\
# Commands

Made by `python -m irrealis.documentation commands > docs/commands.md`; a test compares the two.

`irrealis COMMAND --help` shows the same. NAME is a dataset of the registry around the current
folder, or else of the built-in one; DIR is a folder with a build or a release. On the Hub a dataset
is `hub:ORG/NAME@vX.Y.Z`; where no folder could be meant, `hub:` may be left out.

Results are on stdout; progress, notes and errors on stderr. `--json` prints JSON, of errors too:
`{"error": {"code": 2, "message": ..., "dataset": ..., "hint": ...}}`. `-q`, or the variable
`IRREALIS_QUIET`, leaves out all but results and errors; `-v` shows where in the code an error is
from.

| exit code | |
| :-- | :-- |
| 0 | done; also where whoever reads the output stops early, as `head` does |
| 1 | a check failed |
| 2 | bad input or usage |
| 3 | something outside is missing: a file, the network, an optional package, room in the cache |
| 4 | a builder or an audit raised an exception of its own |
| 130 | interrupted |

Commands, options, datasets and splits are completed by the shell after one of these in its start-up
file (`~/.bashrc`, `~/.zshrc`, `~/.config/fish/completions/irrealis.fish`):

```text
eval "$(_IRREALIS_COMPLETE=bash_source irrealis)"
eval "$(_IRREALIS_COMPLETE=zsh_source irrealis)"
_IRREALIS_COMPLETE=fish_source irrealis | source
```
"""
_PYTHON = """\
# Python

Made by `python -m irrealis.documentation python > docs/python.md`; a test compares the two.

`import irrealis` has what most programs need and imports nothing before it is used; `irrealis.api`
has the verbs of the command line, and the types that they give. Errors are `IrrealisError` (bad
input), `CheckFailed` (rows that break a check) and `Unavailable` (something outside is missing):
each names dataset, split, row and field, what was expected and found, and what to do.
"""


def commands() -> str:
    """The page of the command line."""
    from irrealis.cli import SECTIONS, main

    lines = [_COMMANDS]
    for title, names in SECTIONS.items():
        lines.append(f"## {title}\n")
        for name in names:
            for words, command in _within(name, main.commands[name]):
                context = click.Context(
                    command,
                    info_name=f"irrealis {words}",
                    terminal_width=_WIDTH,
                    **main.context_settings,
                )
                text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
                lines.append(f"### irrealis {words}\n\n```text\n{text}\n```\n")
    return "\n".join(lines).rstrip() + "\n"


def _within(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _within(f"{words} {name}", inner)
    else:
        yield words, command


def python() -> str:
    """The page of Python."""
    import irrealis
    from irrealis import api

    known = [name for name in irrealis.__all__ if name != "__version__"]
    lines = [_PYTHON, "## irrealis\n"]
    lines += _entries(irrealis, [name for name in known if name != "api"])
    lines.append("## irrealis.api\n")
    lines += _entries(api, [name for name in api.__all__ if name not in known])
    return "\n".join(lines).rstrip() + "\n"


def _entries(module: ModuleType, names: list[str]) -> Iterator[str]:
    for name in names:
        thing = getattr(module, name)
        yield f"### {name}\n"
        shown = f"class {name}" if inspect.isclass(thing) else _signature(name, thing)
        yield f"```text\n{shown}\n```\n"
        yield _text(thing)
        if inspect.isclass(thing):
            for inner, method in vars(thing).items():
                if inspect.isfunction(method) and not inner.startswith("_") and method.__doc__:
                    yield f"```text\n{_signature(inner, method)}\n```\n"
                    yield _text(method)


def _signature(name: str, function: Any) -> str:
    signature = str(inspect.signature(function)).replace("'", "")
    signature = re.sub(r"<function .*? at 0x\w+>", "...", signature)  # a default that is code
    return name + signature if len(name + signature) <= _WIDTH else _wrapped(name, signature)


def _wrapped(name: str, signature: str) -> str:
    """A long signature, a parameter a line; commas within brackets separate nothing."""
    inside, arrow, returned = signature[1:].rpartition(") -> ")
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(inside):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and not depth:
            parts.append(inside[begin:at].strip())
            begin = at + 1
    parts.append(inside[begin:].strip())
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"{arrow}{returned}"


def _text(thing: Any) -> str:
    """A docstring as Markdown: its sections and examples stay as they are written."""
    text = inspect.getdoc(thing) or ""
    head, *rest = re.split(r"\n\n(?=(?:Args|Raises|Returns|Yields|Warns|Attributes):|>>> )", text)
    return "\n\n".join([head, *(f"```text\n{part}\n```" for part in rest)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write({"commands": commands, "python": python}[sys.argv[1]]())
