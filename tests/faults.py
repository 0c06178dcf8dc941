"""What becomes of a publish when one of its requests goes wrong: every request times every fault.

    python -m tests.faults [--everything]

prints the table. Version 1.0.0 is out; 1.1.0 is published and one request is struck. Then the Hub
must hold the old release or the new one, whole, and the same command again must finish the job with
a single commit. Of many requests of one name the first and the last are struck, and the requests of
`load_dataset` itself only with `--everything` (some minutes more).
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

from huggingface_hub import constants
from huggingface_hub.utils import logging

import irrealis.hub.publishing
import irrealis.release.folder
from irrealis.errors import IrrealisError
from irrealis.hub import Hub as Client
from irrealis.hub.publishing import _Publish, _ready
from tests.hub import KINDS, Fault, Hub
from tests.workshop import REPO, TOKEN, Workshop, quick

OLD, NEW = "1.0.0", "1.1.0"
FINISHED = "new"  # the new release is out, in spite of the fault or before it
KEPT = "old"  # stopped; the Hub is as it was
UNTAGGED = "untagged"  # stopped; main holds the new files, whole, and has no tag yet
KILLED = {"killed", "killed after"}
SHORT, LONG = 0.3, 20.0  # seconds that a request may take
LASTING = ("reset", "401", "429", "500")  # what a Hub may do for hours


@dataclass(frozen=True)
class Outcome:
    """What a publish with a fault came to, and whether the same command again finished it."""

    fault: Fault
    struck: bool
    result: str
    message: str
    again: str


class Broken(AssertionError):
    """The Hub holds half a release, or the second run did not finish it."""


class Matrix:
    """Publishes 1.1.0 over 1.0.0, over and over, with one fault each time."""

    def __init__(self, workshop: Workshop, hub: Hub) -> None:
        self.workshop, self.hub = workshop, hub
        hub.repositories.clear()
        workshop.publish(hub, OLD)
        self.old = hub.repositories[REPO].files()
        self.base = hub.snapshot()
        self.ready = _ready("tiny", root=workshop.root, folder=workshop.at(NEW))
        self.new = {".gitattributes": self.old[".gitattributes"], **workshop.files(NEW)}

    def requests(self) -> list[tuple[str, int]]:
        """The requests of a publish without faults, each with its number among its like."""
        self.hub.restore(self.base)
        self.hub.reset()
        self._publish([])
        count: Counter[str] = Counter()
        numbered = []
        for name in self.hub.order:
            count[name] += 1
            numbered.append((name, count[name]))
        return numbered

    def run(self, fault: Fault) -> Outcome:
        """One publish with a fault, and one without.

        Raises:
            Broken: see there.
        """
        self.hub.restore(self.base)
        said: list[str] = []
        killed = fault.kind in KILLED and self._killed(fault)
        if not killed:
            self.hub.reset(fault)
            try:
                self._publish(said, timeout=SHORT if fault.kind == "timeout" else LONG)
                message = ""
            except IrrealisError as error:
                message = str(error)
        else:
            message = "killed"
        struck = self.hub.struck.is_set()
        result = self._state(stopped=bool(message))
        self.hub.reset()
        try:
            again = self._publish(said)
        except IrrealisError as error:
            raise Broken(f"{fault}: the second run stopped: {error}") from error
        commits = len(list(self.hub.repositories[REPO].history("main")))
        if self._state(stopped=False) != FINISHED or commits != 3:
            raise Broken(f"{fault}: the second run left {commits} commits on main")
        if TOKEN in message or any(TOKEN in line for line in said):
            raise Broken(f"{fault}: the token was shown")
        if self.hub.leaks:
            raise Broken(f"{fault}: the token was sent to storage")
        return Outcome(fault, struck, result, message, again)

    def _publish(self, said: list[str], *, timeout: float = LONG) -> str:
        self.workshop.forget()
        hub = Client(REPO, self.hub.endpoint, TOKEN, timeout=timeout, tell=said.append)
        with (
            tempfile.TemporaryDirectory() as scratch,
            mock.patch.object(constants, "HF_HUB_DOWNLOAD_TIMEOUT", timeout),
        ):
            return (
                _Publish(
                    self.ready,
                    hub,
                    private=False,
                    dry_run=False,
                    replace=None,
                    scratch=Path(scratch),
                )
                .run()
                .status
            )

    def _killed(self, fault: Fault) -> bool:
        """Publish in a process of its own, which the Hub kills; False if it came to its end."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.read(reader, 1)
            try:
                self._publish([])
            finally:
                os._exit(0)
        self.hub.reset(replace(fault, victim=child))
        os.write(writer, b"!")
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(reader)
        os.close(writer)
        return status == -signal.SIGKILL

    def _state(self, *, stopped: bool) -> str:
        """What the Hub holds.

        Raises:
            Broken: what is neither release, or not whole.
        """
        found = self.hub.repositories[REPO]
        main, tags = found.files(), {tag: found.files(tag) for tag in found.tags}
        if tags.pop(f"v{OLD}") != self.old:
            raise Broken("the old release has changed")
        if tags not in ({}, {f"v{NEW}": self.new}) or main not in (self.old, self.new):
            raise Broken("the Hub holds half a release")
        if tags:
            return FINISHED
        if not stopped:
            raise Broken("the publish said that all is well, and there is no tag")
        return KEPT if main == self.old else UNTAGGED


def points(requests: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The requests to strike: of many of one name, the first and the last."""
    total = Counter(name for name, _ in requests)
    return [(name, number) for name, number in requests if number in (1, total[name])]


def outcomes(
    workshop: Workshop, hub: Hub, *, loading: bool, lasting: bool = False
) -> Iterator[Outcome]:
    """Every fault at every point; with `loading`, only at the requests of `load_dataset`."""
    matrix = Matrix(workshop, hub)
    with ExitStack() as stack:
        whole = points(matrix.requests()) if loading else []
        without = stack.enter_context(mock.patch.object(irrealis.hub.publishing, "load_back"))
        bare = points(matrix.requests())
        chosen = [point for point in whole if point not in bare] if loading else bare
        if loading:
            without.side_effect = irrealis.release.folder.load_back
        for name, number in chosen:
            for kind in LASTING if lasting else KINDS:
                yield matrix.run(Fault(kind, name, number, lasting))


def table(found: list[Outcome]) -> str:
    """Requests down, in their order, each with its number among its like; faults across."""
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for one in found:
        row = rows.setdefault((one.fault.request, one.fault.number), {})
        row[one.fault.kind] = one.result if one.struck else "-"
    kinds = [kind for kind in KINDS if any(kind in row for row in rows.values())]
    lines = [f"| request | {' | '.join(kinds)} |", f"| :-- |{' :-- |' * len(kinds)}"]
    for (name, number), row in rows.items():
        lines.append(f"| {name} {number} | {' | '.join(row[kind] for kind in kinds)} |")
    return "\n".join(lines)


def main() -> None:
    """Run the matrix and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--everything", action="store_true", help="load_dataset's requests too")
    wanted = parser.parse_args()
    logging.set_verbosity(40)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with (
            Hub({TOKEN: ("org",)}) as hub,
            quick(hub, home),
            mock.patch.dict(os.environ, {"HF_TOKEN": TOKEN, "HF_ENDPOINT": hub.endpoint}),
        ):
            workshop = Workshop(home, versions=(OLD, NEW))
            for lasting in (False, True):
                found = list(outcomes(workshop, hub, loading=False, lasting=lasting))
                if wanted.everything:
                    found += outcomes(workshop, hub, loading=True, lasting=lasting)
                title = "The request and all after it fail" if lasting else "One request fails"
                print(f"\n{title} ({len(found)} publishes)\n\n{table(found)}", flush=True)
    print(
        f"\n{FINISHED}: the new release is out. {KEPT}: stopped, the Hub as before. {UNTAGGED}: "
        "stopped, the new release is on main, whole, without its tag.\nAfter each of them the Hub "
        "held one release, whole, and the same command again finished with one commit in all."
    )


if __name__ == "__main__":
    main()
