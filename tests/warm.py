"""A process that has imported what is slow to import, and forks for each job.

`load_back` starts a fresh interpreter for each release, of which four seconds are imports. Here a
fork of a process that has imported the same modules, and done nothing else, takes its place.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


class Warm:
    """Runs `irrealis.release.folder.main` in forks of a warm process; use as a context manager."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            cwd=Path(__file__).parent.parent,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.owner = os.getpid()

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()

    def run(
        self, arguments: Sequence[str], environment: dict[str, str], scratch: Path
    ) -> tuple[int, bytes, bytes]:
        """Stands in for `irrealis.release.folder._fresh`."""
        return self._ask(environment, scratch, arguments=list(arguments))

    def code(self, code: str, environment: dict[str, str], scratch: Path) -> tuple[int, str, str]:
        """Stands in for `python -c`: exit status, output and errors."""
        status, output, errors = self._ask(environment, scratch, code=code)
        return status, output.decode(), errors.decode()

    def _ask(
        self, environment: dict[str, str], scratch: Path, **what: object
    ) -> tuple[int, bytes, bytes]:
        assert self.process.stdin
        assert self.process.stdout
        job = {"environment": environment, "scratch": str(scratch), **what}
        self.process.stdin.write(json.dumps(job).encode() + b"\n")
        self.process.stdin.flush()
        done = json.loads(self.process.stdout.readline())
        output, errors = (base64.b64decode(done[name]) for name in ("output", "errors"))
        return done["status"], output, errors


def _job(
    environment: dict[str, str],
    scratch: str,
    arguments: Sequence[str] = (),
    code: str | None = None,
) -> None:
    """What a fresh interpreter would do, with the variables that were read at import."""
    import datasets.config
    from huggingface_hub import constants, get_session

    from irrealis.release import folder as release

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(scratch)
    constants.HF_HUB_OFFLINE = environment.get("HF_HUB_OFFLINE") == "1"
    constants.HF_HOME = environment["HF_HOME"]
    constants.HF_HUB_CACHE = environment.get("HF_HUB_CACHE", f"{environment['HF_HOME']}/hub")
    datasets.config.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE
    datasets.config.HF_DATASETS_CACHE = Path(f"{environment['HF_HOME']}/datasets")
    get_session().timeout = 5
    sys.argv[1:] = arguments
    if code is None:
        release.main()
    else:
        exec(compile(code, "<test>", "exec"), {"__name__": "__main__"})  # noqa: S102 a test's own


def main() -> None:
    """Read jobs, one a line, and answer each with what its fork did."""
    import datasets.load  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import irrealis.release.folder  # noqa: F401

    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            child = os.fork()
            if child == 0:
                os.dup2(output.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                status = 1
                try:
                    _job(**json.loads(line))
                    sys.stdout.flush()
                    status = 0
                except BaseException:  # noqa: BLE001 it is told, as an interpreter would
                    import traceback

                    traceback.print_exc()
                    sys.stderr.flush()
                finally:
                    os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            output.seek(0)
            errors.seek(0)
            told = {"output": output.read(), "errors": errors.read()}
        encoded = {name: base64.b64encode(text).decode() for name, text in told.items()}
        print(json.dumps({"status": status, **encoded}), file=answers, flush=True)


if __name__ == "__main__":
    main()
