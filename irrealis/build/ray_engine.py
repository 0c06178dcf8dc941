"""The work of a build on a Ray cluster; all of its machines see the folder of the build.

Ray Core, not Ray Data: a task writes its chunk itself and gives nothing back, so that there are no
blocks of rows to plan, to shuffle or to spill, which is what Data is for. What is needed of Ray is
to put a task where there is room, and to say when its worker is gone.
"""

from __future__ import annotations

import os
import time
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from irrealis.build.engines import Deaths, noted, outcome, sending, settle
from irrealis.build.origin import code_of
from irrealis.build.work import Task, Work
from irrealis.errors import IrrealisError, Unavailable, theirs, to_install

_LOOK = 1.0  # seconds between looks at tasks that take too long
_AHEAD = 2  # tasks that wait for room, so that a cluster that can grow sees that it should


class Cluster:
    """The processors of a Ray cluster; see `Engine`.

    Args:
        address: of a cluster; one is started on this machine if not given.
        workers: tasks at a time; one for each processor of the cluster if not given.
        patience: seconds that a task may take.

    Raises:
        Unavailable: Ray is not installed, or there is no cluster at the address.
    """

    def __init__(self, *, address: str | None, workers: int | None, patience: float) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told of a build
        try:
            import ray
        except ImportError:
            raise Unavailable("--engine ray needs Ray", hint=to_install("ray")) from None
        self._ray = ray
        self._address, self._workers, self._patience = address, workers, patience
        self._started = False

    def __enter__(self) -> Self:
        ray = self._ray
        if not ray.is_initialized():
            options: dict[str, Any] = {"address": self._address}
            if self._address is None:
                options = {"address": "local", "num_cpus": self._workers}
            try:
                ray.init(
                    **options,
                    include_dashboard=False if self._address is None else None,
                    log_to_driver=False,
                    logging_level="ERROR",
                )
            except (ConnectionError, RuntimeError, ValueError) as error:
                raise Unavailable(
                    f"no Ray cluster at {self._address or 'this machine'}: {error}",
                    hint="ray start --head starts one; docs/scale.md says more",
                ) from None
            self._started = True
        return self

    def __exit__(self, *_: object) -> None:
        if self._started:
            self._ray.shutdown()

    def run(self, work: Work, tasks: Iterator[Task]) -> Iterator[Task]:
        """See `Engine`."""
        ray = self._ray
        # tried again here and not by Ray, so that one count holds for whatever ends a task
        remote = ray.remote(num_cpus=1, max_retries=0)(_do)
        key, code = uuid.uuid4().hex, code_of(work.builder)
        with sending(work.builder.dataset):
            shared = ray.put(work)
        deaths = Deaths(work.builder.dataset)
        again: deque[Task] = deque()
        running: dict[Any, _Running] = {}
        try:
            while True:
                room = self._room()
                while len(running) < room + (_AHEAD if self._workers is None else 0):
                    task = again.popleft() if again else next(tasks, None)
                    if task is None:
                        break
                    started = _Running(task, work.folder)
                    # in a list, so that a worker which has the work already does not get it again
                    with sending(work.builder.dataset, split=task.split, row=task.named):
                        reference = remote.remote(key, [shared], code, task, started.begun)
                    running[reference] = started
                if not running:
                    return
                self._end_late(running)
                done, _ = ray.wait(list(running), timeout=_LOOK)
                for reference in done:
                    started = running.pop(reference)
                    started.begun.unlink(missing_ok=True)
                    try:
                        error = ray.get(reference)
                    except ray.exceptions.RayError as lost:
                        # of a task that Ray could not load, it says what pickle raised
                        raised = getattr(getattr(lost, "cause", None), "client_exc", None)
                        if raised is not None:
                            raise theirs(
                                raised,
                                dataset=work.builder.dataset,
                                split=started.task.split,
                                row=started.task.named,
                            ) from lost
                        deaths.count(
                            started.task, started.why or f"was lost ({type(lost).__name__})"
                        )
                        again.append(started.task)
                        continue
                    if isinstance(error, IrrealisError):
                        error.at(dataset=work.builder.dataset, split=started.task.split)
                    if error is not None:
                        raise error
                    yield started.task
        finally:
            for reference in running:
                ray.cancel(reference, force=True)

    def _room(self) -> int:
        if self._workers is not None:
            return self._workers
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def _end_late(self, running: Mapping[Any, _Running]) -> None:
        """End tasks that take too long from when they began; what waits for room did not begin."""
        now = time.monotonic()
        for reference, task in running.items():
            if task.since is None and task.begun.exists():
                task.since = now
            if task.since is not None and not task.why and now - task.since > self._patience:
                task.why = f"was not done after {self._patience:g} s"
                self._ray.cancel(reference, force=True)


class _Running:
    """A task that was given to the cluster, and why it was ended if it was.

    Its worker makes the file `begun`, as Ray does not say when a task leaves the queue.
    """

    def __init__(self, task: Task, folder: Path) -> None:
        self.task = task
        self.begun = folder / ".begun" / uuid.uuid4().hex
        self.begun.parent.mkdir(exist_ok=True)
        self.since: float | None = None
        self.why = ""


_known: tuple[str, Any] = ("", None)


def _do(
    key: str, shared: list[Any], code: Mapping[str, str], task: Task, begun: Path
) -> Exception | None:
    """What a worker of the cluster does."""
    global _known
    try:
        begun.touch()
    except FileNotFoundError:
        return Unavailable(
            f"node {os.uname().nodename} of the cluster does not see the folder of the build",
            expected=str(begun.parent.parent),
            hint="choose an --out that all nodes have, such as on NFS",
        )
    if _known[0] != key:
        import ray

        try:
            work: Work = ray.get(shared[0])
        except ray.exceptions.RaySystemError as error:  # as Ray calls what pickle raises
            return noted(theirs(error.client_exc or error))
        own = code_of(work.builder)
        different = sorted(
            name for name in own.keys() | code.keys() if own.get(name) != code.get(name)
        )
        if different:
            return IrrealisError(
                f"node {os.uname().nodename} of the cluster would make other rows",
                dataset=work.builder.dataset,
                field=", ".join(different),
                expected=", ".join(f"{name} {code.get(name)}" for name in different),
                found=", ".join(f"{name} {own.get(name)}" for name in different),
                hint="install the same irrealis, registry and constraints.txt on all nodes",
            )
        _known = (key, work)
        settle()
    return outcome(_known[1], task)
