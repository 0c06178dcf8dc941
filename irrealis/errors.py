"""Errors that say where the trouble is, what was expected, what was found and what to do next."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pydantic import ValidationError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WIDEST = 1_000  # characters of a value that is quoted


def printable(value: object) -> str:
    """A value as text that does nothing to a terminal: control and bidi characters are escaped."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
        for char in str(value)
    )


def printable_lines(text: str) -> str:
    """Lines of text, each of which does nothing to a terminal; see `printable`."""
    return "\n".join(map(printable, text.split("\n")))


def _quoted(value: object) -> str:
    """A value as an error quotes it; an id of megabytes would bury the message."""
    text = printable(str(value)[: _WIDEST + 1]) or "''"
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


class IrrealisError(Exception):
    """Bad input or a request that cannot be met; the command line exits with `exit_code`.

    Args:
        message: what is wrong, in one sentence.
        dataset, split, row, field: where; those that are known are printed before the message.
        expected, found: the two sides of a mismatch.
        hint: what the reader can do about it.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        dataset: str | None = None,
        split: str | None = None,
        row: str | None = None,
        field: str | None = None,
        expected: object = None,
        found: object = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.place = {"dataset": dataset, "split": split, "row": row, "field": field}
        self.expected, self.found, self.hint = expected, found, hint

    def at(self, **place: str | None) -> Self:
        """The same error, which now also says of which dataset, split, … it is if it did not."""
        self.place |= {key: value for key, value in place.items() if self.place[key] is None}
        return self

    def as_dict(self) -> dict[str, object]:
        """For scripts: the exit code, and what is known."""
        known = {
            "code": self.exit_code,
            "message": self.args[0],
            **self.place,
            "expected": self.expected,
            "found": self.found,
            "hint": self.hint,
        }
        return {key: value for key, value in known.items() if value is not None}

    def __str__(self) -> str:
        where = ", ".join(
            f"{key} {_quoted(value)}" for key, value in self.place.items() if value is not None
        )
        message = printable_lines(str(self.args[0]))
        lines = [f"{where}: {message}" if where else message]
        if self.expected is not None:
            lines.append(f"  expected: {_quoted(self.expected)}")
        if self.found is not None:
            lines.append(f"  found:    {_quoted(self.found)}")
        if self.hint is not None:
            lines.append(f"  to do:    {printable_lines(self.hint)}")
        return "\n".join(lines)


class CheckFailed(IrrealisError):
    """A build breaks its schema, an invariant or a gate (exit code 1)."""

    exit_code = 1


class Broken(IrrealisError):
    """A builder or an audit raised an exception of its own (exit code 4)."""

    exit_code = 4


class Unavailable(IrrealisError):
    """Something outside is missing: a file, the network, an optional package (exit code 3)."""

    exit_code = 3


def invalid(message: str, error: ValidationError, **place: str | None) -> IrrealisError:
    """The error of a value that its model refuses: names the first field, and what is in it.

    Args:
        message: what has the value, or what it is not.
        error: what the model says.
        place: further details, such as dataset or split, passed to `IrrealisError`.
    """
    first = error.errors()[0]
    there = first["input"]
    missing = first["type"] == "missing" and isinstance(there, dict)
    return IrrealisError(
        f"{message}: {first['msg']}",
        field=".".join(map(str, first["loc"])) or None,
        found="the fields " + ", ".join(map(str, there))[:1000] if missing else repr(there)[:200],
        **place,
    )


def place_of(error: BaseException) -> str | None:
    """The line of a builder or schema in which an exception began, such as `builders/mine.py:61`.

    None if no line of either has a part in it.
    """
    import traceback

    for cause in causes_of(error):
        for frame in reversed(traceback.extract_tb(cause.__traceback__)):
            for kind in ("builders", "schemas"):
                for home in getattr(sys.modules.get(f"irrealis.{kind}"), "__path__", ()):
                    if frame.filename.startswith(home + os.sep):
                        inside = frame.filename.removeprefix(home + os.sep).replace(os.sep, "/")
                        return f"{kind}/{inside}:{frame.lineno}"
    return None


def theirs(error: BaseException, **place: str | None) -> Exception:
    """An exception that a builder or an audit raised, as the error of ours that it means.

    A package, a file or memory that is missing is `Unavailable`, and an error of ours stays what it
    is; of both, `place` says where if they did not. A full disk is left to whoever writes to it.
    All else is `Broken`, which names the line.
    """
    if isinstance(error, IrrealisError):
        return error.at(**place)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return error
    meaning = _meaning(error, place)
    meaning.__cause__ = error
    return meaning


def _meaning(error: BaseException, place: Mapping[str, str | None]) -> IrrealisError:
    if needed := missing_extra(error):
        return needed.at(**place)
    at = place_of(error)
    where = f" at {at}" if at else ""
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] != "irrealis":
        return Unavailable(
            f"what is imported{where} is not installed, or in another version",
            found=str(error),
            hint="install the package, and name it under requires in dataset.yaml",
            **place,
        )
    if isinstance(error, MemoryError):
        return Unavailable(
            f"memory ran out{where}",
            hint="build with fewer --workers, or on a machine with more memory",
            **place,
        )
    if isinstance(error, OSError):
        return Unavailable(
            f"{type(error).__name__}{where}",
            found=str(error) or None,
            hint="once it is there, the same command goes on with what is left",
            **place,
        )
    return Broken(
        f"{type(error).__name__}{where}",
        found=str(error) or None,
        hint="-v shows the traceback; what cannot be edited is to be dropped with a reason",
        **place,
    )


@contextmanager
def calling(**place: str | None) -> Iterator[None]:
    """Run a part of a builder or of an audit; an error that it raises is reworded by `theirs`.

    Args:
        place: dataset, split, row, as far as they are known.

    Raises:
        IrrealisError: see `theirs`.
    """
    try:
        yield
    except (Exception, SystemExit) as error:  # noqa: BLE001 whatever they raise
        raise theirs(error, **place)  # noqa: B904 it has one


def nearest(word: str, known: Iterable[str]) -> str:
    """What an error says of the known word that is most like this one; nothing if none is."""
    near = get_close_matches(word[:50], list(known), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""


def to_install(extra: str) -> str:
    """The command that installs what an extra of irrealis needs, however irrealis was installed."""
    needed = _extras().get(extra)
    if not needed:  # an installation that is older than the extra
        return f"python -m pip install -c constraints.txt -e '.[{extra}]'"
    return f"python -m pip install {' '.join(repr(requirement) for requirement in sorted(needed))}"


def _extras() -> dict[str, list[str]]:
    """Extra of irrealis -> the requirements that it adds."""
    from importlib.metadata import requires

    found: dict[str, list[str]] = {}
    for line in requires("irrealis") or ():
        requirement, _, marker = line.partition(";")
        if extra := re.fullmatch(r"\s*extra == ['\"]([\w-]+)['\"]\s*", marker):
            found.setdefault(extra[1], []).append(requirement.strip())
    return found


def missing_extra(error: BaseException) -> Unavailable | None:
    """What to install, where an exception is of a package of an extra that is not installed.

    Args:
        error: one that a builder raised, or code of ours that no `needs` is around.
    """
    for cause in causes_of(error):
        if isinstance(cause, ModuleNotFoundError) and cause.name:
            name = _project(cause.name.partition(".")[0])
            for extra, needed in _extras().items():
                if name in map(_project, needed):
                    return Unavailable(
                        f"this needs {cause.name}, which is not installed", hint=to_install(extra)
                    )
    return None


def _project(requirement: str) -> str:
    """The name of a package as an index compares it; that of a module may differ from it."""
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """Name the command that installs an extra, where an import in the block fails.

    Args:
        extra: of irrealis, which the packages that are imported belong to.
        what: cannot be done without them; the start of the message.

    Raises:
        Unavailable: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"{what} needs {error.name}, which is not installed", hint=to_install(extra)
        ) from None
