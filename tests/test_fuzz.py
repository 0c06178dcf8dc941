"""Files that are nearly right end in a build or in an error of ours: a few of three formats.

Many, of every dataset: `python benchmarks/fuzz.py`.
"""

from __future__ import annotations

import json

import pytest

from tests.copies import ROOT, run


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cad-imdb", "cebab", "restaurant-edits"])
def test_a_file_that_is_nearly_right_breaks_nothing(name: str) -> None:
    done = run(f"python benchmarks/fuzz.py {name} --files 12 --seed 1 --json", cwd=ROOT)
    (found,) = json.loads(done.stdout)
    assert found["built"] + found["refused"] == 12
    assert (found["broken"], found["visible"]) == ({}, [])
