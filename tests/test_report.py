"""The page of a folder: what it holds, what it looks like to a browser, and what it never does."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl
import pyarrow
import pyarrow.parquet as pq
import pytest

import irrealis.show.page as reporting
from irrealis.build import build
from irrealis.compare import compare, resolve
from irrealis.contract import Pair, arrow_schema, pairs_schema
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest
from irrealis.show import write_report
from irrealis.show.labels import label_changes
from irrealis.show.page import page
from irrealis.show.sample import EACH, Sample
from irrealis.store import find_folder, open_folder
from tests.browser import open_browser
from tests.copies import run
from tests.pairs import pair, write_pairs, write_rows
from tests.test_diff import folder_of, pairs
from tests.test_diff import pair as toy
from tests.toys import HOMES

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'><!--"
ODD = f"{HOSTILE} \u2028 ${{7*7}} {{{{7*7}}}} \u202eabc &lt; 🍚"
LONG = " ".join(f"word{number}" for number in range(300))


def made_pairs() -> dict[str, list[Pair]]:
    """Two splits with every effect, several kinds and targets, and texts that try to break out."""
    train = [
        pair(
            f"review {number}",
            f"The soup number {number} was good and the view was fine.",
            ("good", "bad"),
            labels=("positive", "negative"),
            target=("taste", "smell")[number % 2],
        )
        for number in range(45)
    ]
    odd = pair(ODD, f"🍚 Soup {ODD} was good.", ("good", HOSTILE), kind=HOSTILE, target=ODD)
    long = pair(
        "long",
        f"{LONG} good {LONG} fine {LONG}",
        ("good", "a great deal worse"),
        ("fine", ""),
        labels=("positive", "positive"),
        kind="style",
    )
    return {"train": [*train, odd], "test": [long]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pairs(
        tmp_path_factory.mktemp("made"),
        made_pairs(),
        rejects=[
            ("r1", "record", "no-opinion", "it names none"),
            ("r2", "variant", HOSTILE, ODD),
        ],
        repairs=[("r3", "spaces", "text", "a  b", "a b")],
        metrics={"train": {"yield": 0.9, "rejects.no-opinion": 1.0, f"rejects.{HOSTILE}": 1.0}},
    )


@pytest.fixture(scope="module")
def unpaired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two splits of a dataset without pairs, two rows a record."""
    home = tmp_path_factory.mktemp("unpaired")
    columns = {name: pa.Column(pl.String) for name in ("id", "original_id", "question", "kind")}
    schema = pa.DataFrameSchema({**columns, "passages": pa.Column(pl.List(pl.String))})
    rows = [
        {
            "id": f"row {number}",
            "original_id": f"record {number // 2}",
            "question": ODD if number == 1 else f"If {number} were odd, what would be even?",
            "kind": "abcd"[number % 4],
            "passages": [f"one {LONG}", "two"],
        }
        for number in range(31)
    ]
    write_rows(home, "native", "train", rows[:30], schema)
    write_rows(home, "native", "test", rows[30:], schema)
    return home


def toys(folder: Path, train: list[dict[str, Any]]) -> Path:
    schema = arrow_schema(pairs_schema(fields=["text"], label=pl.String()))
    return folder_of(folder, pairs(train), schemas={"pairs": schema})


def test_the_page_finds_the_changes_that_diff_finds(tmp_path: Path) -> None:
    """One city under two names, one pair gone, one new, and one with another label."""
    cities = ("Vienna", "Vienna", "Vienna")
    before = toys(tmp_path / "before", [toy(n, c) for n, c in enumerate(cities)])
    after = [toy(0, "Wien"), toy(1, label_counterfactual="ch"), toy(7)]
    newer = toys(tmp_path / "after", after)
    with resolve(str(before)) as old, resolve(str(newer)) as new:
        diff = compare(old, new).configs["pairs"]
        text = page(open_folder(newer), against=old).decode()
    assert (diff.total("changed"), diff.total("relabeled")) == (1, 1)
    assert (diff.total("removed"), diff.total("added")) == (1, 1)
    assert "1 pairs added, 1 removed, 2 changed, 1 as they were" in text


def test_a_page_against_altered_rows_is_refused(tmp_path: Path) -> None:
    made = toys(tmp_path / "made", [toy(1), toy(2)])
    copy = Path(shutil.copytree(made, tmp_path / "copy"))
    shard = next((copy / "data/pairs").glob("train-*.parquet"))
    table = pq.read_table(shard)
    at = table.schema.names.index("label_counterfactual")
    labels = pyarrow.array(["xx"] * len(table))
    pq.write_table(table.set_column(at, "label_counterfactual", labels), shard)
    for folder, other in ((made, copy), (copy, made)):
        with (
            resolve(str(other)) as against,
            pytest.raises(IrrealisError, match="does not hold the rows of its build"),
        ):
            page(open_folder(folder), against=against)


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without one pair, with one more, and with one that had another label effect."""
    train = [*made_pairs()["train"][:-2], pair("gone", "It was poor.", ("poor", "fine"))]
    train[3] = pair(
        "review 3",
        "The soup number 3 was good and the view was fine.",
        ("good", "bad"),
        labels=("positive", "neutral"),
        target="smell",
    )
    return write_pairs(
        tmp_path_factory.mktemp("older"),
        {"train": train, "test": made_pairs()["test"]},
        metrics={"train": {"yield": 0.8}},
    )


def test_the_same_folder_gives_the_same_bytes_in_any_process(
    folder: Path, older: Path, unpaired: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "own.rc"
    settings.write_text(
        "font.family: monospace\naxes.xmargin: 0.3\nfigure.constrained_layout.w_pad: 1\n"
    )
    own = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "MATPLOTLIBRC": str(settings)}
    for options in (f"{folder} --against {older}", str(unpaired)):
        made: list[bytes] = []
        for env in ({"PYTHONHASHSEED": "0"}, own):
            out = tmp_path / f"{len(made)}.html"
            run(f"irrealis report {options} --out {out}", cwd=tmp_path, env=env)
            made.append(out.read_bytes())
        assert made[0] == made[1]


def test_rows_are_text_alone_in_the_markup(folder: Path) -> None:
    html = page(open_folder(folder)).decode()
    assert html.count("<script") == html.count("</script>") == 2  # the data, and ours
    assert "<img" not in html
    assert "<!--" not in html
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    assert ODD in {original[0] for original in data["originals"]}


def test_nothing_may_be_fetched(folder: Path) -> None:
    html = page(open_folder(folder)).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', html)[1]  # type: ignore[index]
    assert policy.startswith("default-src &#39;none&#39;;")
    assert "unsafe" not in policy
    assert not re.search(r"""\b(src|srcset|data|poster|action|style)\s*=\s*["']""", html[:9000])


def test_edits_that_do_not_replay_are_told(tmp_path: Path) -> None:
    wrong = pair("one", "It was good.", ("good", "bad"))
    wrong.counterfactual["text"] += " Not."  # type: ignore[index]
    folder = write_pairs(tmp_path, {"train": [wrong]})
    with pytest.raises(IrrealisError, match="edits that do not make the counterfactual") as caught:
        page(open_folder(folder))
    assert f"row {wrong.id}" in str(caught.value)




def test_edits_of_a_record_with_choices_are_proved_in_its_text_view() -> None:
    original = {"question": "Which is red?", "choices": ["a rose", "grass"]}
    edit = {"field": "question", "start": 9, "end": 12, "before": "red", "after": "green"}
    row = {
        "id": "0" * 16,
        "original": original,
        "counterfactual": {**original, "question": "Which is green?"},
        "edits": [edit],
    }
    reporting._prove(row, dataset="toy", split="train")
    wrong = {**row, "counterfactual": {**original, "choices": ["a rose", "moss"]}}
    with pytest.raises(IrrealisError, match="edits that do not make the counterfactual"):
        reporting._prove(wrong, dataset="toy", split="train")
