"""Who does the work of a build: this process, or several of this machine.

`ray_engine` has those of many machines.
"""

from __future__ import annotations

import contextlib
import gc
import math
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Protocol, Self

from irrealis.build.work import Task, Work
from irrealis.errors import Broken, IrrealisError, Unavailable, theirs

ATTEMPTS = 3  # at a chunk whose worker ends or hangs
PATIENCE = 3600  # seconds that a chunk may take
_BEGUN = "begun"
_LAST = 5  # seconds in which a process that closed its pipe ends


class Engine(Protocol):
    """Does tasks in any order; used as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...

    def run(self, work: Work, tasks: Iterator[Task]) -> Iterator[Task]:
        """Do all tasks and yield each when it is done; few are taken from the iterator ahead.

        Raises:
            Unavailable: a task ended or hung its worker `ATTEMPTS` times.
            Exception: what the work raises.
        """


class InProcess:
    """Does one task after the other, here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, work: Work, tasks: Iterator[Task]) -> Iterator[Task]:
        """See `Engine`."""
        for task in tasks:
            work.do(task)
            yield task


class Deaths:
    """How often each task has cost a worker; names the task that does it time and again."""

    def __init__(self, dataset: str) -> None:
        self._dataset = dataset
        self._counts: dict[tuple[str, int], int] = {}

    def count(self, task: Task, why: str) -> None:
        """Count one.

        Raises:
            Unavailable: the last that is allowed.
        """
        key = (task.split, task.number)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] == ATTEMPTS:
            raise Unavailable(
                f"chunk {task.number} was tried {ATTEMPTS} times, and its worker {why}",
                dataset=self._dataset,
                split=task.split,
                row=task.named,
                hint="if memory ran out, build with fewer --workers; if a record takes very long, "
                "with more --patience; the same command goes on with what is left",
            )


class Pool:
    """Processes of this machine, each with a pipe of its own, so that it is known who ended."""

    def __init__(self, workers: int, *, patience: float) -> None:
        self._workers, self._patience = workers, patience
        self._members: list[_Member] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            member.end()
        self._members = []

    def run(self, work: Work, tasks: Iterator[Task]) -> Iterator[Task]:
        """See `Engine`."""
        with sending(work.builder.dataset):
            content = pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL)
        deaths = Deaths(work.builder.dataset)
        again: deque[Task] = deque()
        for member in self._members:
            member.ready = False  # it knows the work before this
        while True:
            while len(self._busy()) < self._workers:
                task = again.popleft() if again else next(tasks, None)
                if task is None:
                    break
                with sending(work.builder.dataset, split=task.split, row=task.named):
                    given = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
                self._idle().give(content, task, given)
            if not self._busy():
                return
            for member in self._over():
                try:
                    done = member.result()
                except EOFError:
                    self._members.remove(member)
                    deaths.count(member.taken(), member.ended())
                    again.append(member.taken())
                except IrrealisError as error:
                    error.at(dataset=work.builder.dataset, split=member.taken().split)
                    raise
                else:
                    if done:
                        task, member.task = member.taken(), None
                        yield task

    def _busy(self) -> list[_Member]:
        return [member for member in self._members if member.task is not None]

    def _idle(self) -> _Member:
        for member in self._members:
            if member.task is None:
                return member
        self._members.append(_Member())
        return self._members[-1]

    def _over(self) -> list[_Member]:
        """Members that say something, and those that ended, or took too long and are ended now."""
        busy = self._busy()
        first = min(member.since for member in busy) + self._patience
        most = None if first == math.inf else max(0, first - time.monotonic())
        found = wait([m.pipe for m in busy], timeout=most)
        late = [m for m in busy if time.monotonic() - m.since > self._patience]
        for member in late:
            if member.pipe not in found:
                member.why = f"was not done after {self._patience:g} s"
                member.process.kill()
        return [member for member in busy if member.pipe in found or member in late]


class _Member:
    """A process of a pool, as seen from the one that started it."""

    def __init__(self) -> None:
        # spawned, not forked: a fork copies the locks of libraries' threads in whatever state they
        # are
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False  # whether it has the work
        self.task: Task | None = None
        self.since = math.inf  # when it began with the task
        self.why = ""  # it was ended by us

    def give(self, content: bytes, task: Task, given: bytes) -> None:
        """Give it a task, and before it the work, if it does not have that; both pickled."""
        self.task, self.since = task, math.inf
        with contextlib.suppress(OSError):  # it has ended, as its result will say
            if not self.ready:
                self.pipe.send_bytes(content)
            self.pipe.send_bytes(given)
            self.ready = True

    def taken(self) -> Task:
        """The task that it has."""
        assert self.task is not None  # noqa: S101 asked of those that are busy
        return self.task

    def result(self) -> bool:
        """Whether it is done with the task, and not only begins with it.

        Raises:
            EOFError: the process has ended.
            Exception: that of the work.
        """
        try:
            reply = self.pipe.recv()
        except OSError:
            raise EOFError from None
        if reply == _BEGUN:
            self.since = time.monotonic()
        elif reply is not None:
            raise reply
        return reply is None

    def ended(self) -> str:
        """How the process ended, which nobody hears of any more."""
        self.process.join(_LAST)
        self.end()
        code = self.process.exitcode
        if self.why or code is None:
            return self.why
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        begun = "" if self.since < math.inf else " before it began"
        return f"ended with exit code {code}{begun}"

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(pipe: Connection) -> None:
    """What a process of a pool does: tasks, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides what is ended
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work: Any = None
    while True:
        try:
            content = pipe.recv_bytes()
        except EOFError:
            return
        try:
            given = pickle.loads(content)  # noqa: S301 from whoever started this process
        except Exception as error:  # noqa: BLE001 whatever a module does that is imported for it
            pipe.send(noted(theirs(error)))
            return
        if isinstance(given, Task):
            pipe.send(_BEGUN)
            pipe.send(outcome(work, given))
        else:
            work = given
            settle()


def settle() -> None:
    """Tell the collector of garbage that the work stays, so that it is not looked at again.

    What an edit leaves behind has hardly a cycle: looking for some takes an eighth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def outcome(work: Work, task: Task) -> Exception | None:
    """Do a task; the error that is to be raised where it was given, if there is one."""
    try:
        work.do(task)
    except Exception as error:  # noqa: BLE001 it is raised on the other side
        return noted(error)
    return None


def noted(error: Exception) -> Exception:
    """The error as it can be sent, with the traceback, which is not sent, as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    return _portable(error)


@contextlib.contextmanager
def sending(dataset: str, **place: str) -> Iterator[None]:
    """Pickle what goes to a worker; what cannot be is the builder's fault.

    Raises:
        Broken: it cannot be pickled.
    """
    try:
        yield
    except (pickle.PicklingError, AttributeError, RecursionError, TypeError, ValueError) as error:
        raise Broken(
            "what the builder gives cannot be sent to a worker",
            dataset=dataset,
            **place,
            expected="a builder, records and a context that pickle takes",
            found=str(error),
            hint="build without --workers, or keep files, functions and generators out of them",
        ) from error


def _portable(error: Exception) -> Exception:
    """The error itself, or what it says where it cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 our own
    except Exception:  # noqa: BLE001 whatever a class of errors does when it is copied
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone, by whatever signal."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 a worker has one
    parent.join()
    os._exit(1)
