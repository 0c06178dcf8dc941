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
from irrealis.show import prove, write_report
from irrealis.show.labels import label_changes
from irrealis.show.page import page
from irrealis.show.sample import EACH, Sample
from irrealis.store import find_folder, open_folder
from tests.browser import Page, open_browser
from tests.copies import run
from tests.pairs import pair, write_pairs, write_rows
from tests.test_diff import folder_of, pairs
from tests.test_diff import pair as toy
from tests.toys import HOMES

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

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


def test_a_page_against_another_dataset_is_refused(tmp_path: Path) -> None:
    older = folder_of(tmp_path / "older", pairs([toy(0)]), dataset="another")
    newer = folder_of(tmp_path / "newer", pairs([toy(0)]))
    with resolve(str(older)) as against, pytest.raises(IrrealisError) as caught:
        page(open_folder(newer), against=against)
    assert "different datasets" in str(caught.value)
    paired = write_pairs(tmp_path / "paired", made_pairs())
    unpaired = folder_of(tmp_path / "unpaired", {"native": pairs([toy(0)])["pairs"]})
    with resolve(str(unpaired)) as against, pytest.raises(IrrealisError, match="no config pairs"):
        page(open_folder(paired), against=against)


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
    with pytest.raises(IrrealisError, match="the edits do not turn the original") as caught:
        page(open_folder(folder))
    assert f"row {wrong.id}" in str(caught.value)


def test_pairs_of_any_kind_of_field_have_a_page(tmp_path: Path) -> None:
    made = build("toy-choices", root=HOMES["toy-choices"], out=tmp_path / "build")
    assert b"choices[" in page(open_folder(made.folder))


def test_edits_of_a_record_with_choices_are_proved_in_its_text_view() -> None:
    original: dict[str, Any] = {"question": "Which is red?", "choices": ["a rose", "grass"]}
    edit = {"field": "question", "start": 9, "end": 12, "before": "red", "after": "green"}
    row: dict[str, Any] = {
        "id": "0" * 16,
        "original": original,
        "counterfactual": {**original, "question": "Which is green?"},
        "edits": [edit],
    }
    prove(row, dataset="toy", split="train")
    other: dict[str, Any] = {**original, "choices": ["a rose", "moss"]}
    wrong = {**row, "counterfactual": other}
    with pytest.raises(IrrealisError, match="the edits do not turn the original"):
        prove(wrong, dataset="toy", split="train")


def test_texts_with_a_content_warning_are_blurred_until_asked_for(tmp_path: Path) -> None:
    folder = write_pairs(tmp_path, {"train": [pair("one", "It was good.", ("good", "bad"))]})
    manifest = load_manifest("toy-choices", root=HOMES["toy-choices"])
    warned = manifest.model_copy(update={"content_warning": "Some texts are rude."})
    plain, covered = (page(open_folder(folder), manifest=m).decode() for m in (manifest, warned))
    assert "Some texts are rude." in covered
    assert 'id="show-texts"' in covered
    assert 'id="show-texts"' not in plain
    assert "body:has(#show-texts:not(:checked)) .items { filter: blur(" in covered


def test_a_row_outside_of_the_contract_is_told(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    folder = write_pairs(tmp_path, {"train": [pair("one", "It was good.", ("good", "bad"))]})
    path = folder / "data/pairs/train-00000-of-00001.parquet"
    table = pq.read_table(path)
    pq.write_table(table.drop(["edits"]), path)
    with pytest.raises(IrrealisError, match="lacks columns of the contract") as caught:
        page(open_folder(folder))
    assert "field edits" in str(caught.value)


def test_a_damaged_shard_is_told(tmp_path: Path) -> None:
    made = write_pairs(tmp_path / "made", made_pairs())
    shard = next(made.glob("data/pairs/*.parquet"))
    shard.write_bytes(shard.read_bytes()[:-9] + b"\x1b[31mPAR1")
    with pytest.raises(IrrealisError, match=rf"{shard.name} cannot be read") as caught:
        write_report(open_folder(made), out=tmp_path / "made.html")
    assert str(caught.value).startswith("dataset made, split ")
    assert "\x1b" not in str(caught.value)


def test_a_folder_without_pairs_is_told(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match="holds no dataset"):
        open_folder(tmp_path)
    with pytest.raises(IrrealisError, match="neither a folder nor a dataset"):
        find_folder(str(tmp_path / "none"), root=None)


def test_of_a_dataset_without_pairs_the_rows_are_shown(unpaired: Path) -> None:
    html = page(open_folder(unpaired)).decode()
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    assert data["columns"] == ["question", "kind", "passages"]
    assert ["train", "row 1", "record 0", ODD, "b", f"one {LONG}\ntwo"] in data["rows"]
    assert len(data["rows"]) == 31
    titles = re.findall(r"<h3>(.*?)</h3>", html)
    assert "kind" in titles  # four values of it
    assert "question" not in titles  # too many to be a category
    assert re.search(r"<strong>31</strong><span>train 30, test 1</span>", html)
    assert re.search(r"<strong>16</strong><span>1.9 each</span>", html)
    assert "counterfactual pairs" not in html


def test_rows_that_cannot_be_named_are_told(tmp_path: Path) -> None:
    schema = pa.DataFrameSchema({"id": pa.Column(pl.Int64), "original_id": pa.Column(pl.String)})
    write_rows(tmp_path, "native", "train", [{"id": 1, "original_id": "one"}], schema)
    with pytest.raises(IrrealisError, match="a row without an id") as caught:
        page(open_folder(tmp_path))
    assert "field id" in str(caught.value)


def test_a_sample_has_some_of_everything_whatever_the_order() -> None:
    rows = [
        pair(f"{n // 3}", f"It was {n} good.", ("good", f"bad{n}"), target=str(n % 7)).row()
        for n in range(300)
    ]

    def drawn(order: list[dict[str, Any]]) -> set[str]:
        sample = Sample(4_000, size=lambda _: (80, 40))
        for row in order:
            target = row["intervention"][0]["target"]
            sample.offer("train", row, facets=[("target", target)])
        found = [row for _, row in sample.chosen()]
        assert sum(80 for _ in found) + 40 * len({row["group"] for row in found}) <= 4_000
        targets = [row["intervention"][0]["target"] for row in found]
        assert min(targets.count(str(one)) for one in range(7)) >= min(EACH, 2)
        return {row["id"] for row in found}

    assert drawn(rows) == drawn(rows[::-1])


def test_a_large_folder_is_sampled_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [pair(f"r{n}", f"{n} {LONG} good", ("good", "bad")) for n in range(60)]
    rare = pair("rare", f"{LONG} good", ("good", "bad"), kind="rare")
    folder = write_pairs(tmp_path, {"train": [*several, rare]})
    monkeypatch.setattr(reporting, "_PAIRS", 40_000)
    html = page(open_folder(folder)).decode()
    shown = int(re.search(r"Shown here: (\d+) of 61 pairs", html)[1])  # type: ignore[index]
    assert 5 < shown < 20
    assert '"rare"' in html


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("a", "b", [["", "a", "b"]]),
        (1, 1, []),
        (None, "b", [["", "none", "b"]]),
        ({"x": "a", "n": {"k": 1, "l": 0}}, {"x": "b", "n": {"k": 0, "l": 2}},
         [["x", "a", "b"], ["n", "k: 1", "l: 2"]]),
        (["a", "b"], ["a", "c"], [["", "b", "c"]]),
        (["a"], ["b", "a"], [["", None, "b"]]),
        ([{"h": "A", "t": "B", "e": [1]}], [{"h": "A", "t": "C", "e": [1]}],
         [["", "A · B", "A · C"]]),
        ([{"h": "A", "e": [1]}], [{"h": "A", "e": [2]}], [["", "A · e [1]", "A · e [2]"]]),
    ],
)  # fmt: skip
def test_labels_of_any_shape_are_told_apart(
    before: object, after: object, changed: list[list[str | None]]
) -> None:
    assert label_changes(before, after)["changed"] == changed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_that_wcag_asks_for(scheme: str) -> None:
    style = (Path(reporting.__file__).parent / "templates/report.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colors = dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[scheme == "dark"]))
    for ink, paper in [
        *((ink, paper) for ink in ("ink", "muted") for paper in ("paper", "raised", "wash")),
        ("accent", "paper"),
        ("del-ink", "del"),
        ("ins-ink", "ins"),
        ("bad", "paper"),
    ]:
        assert _contrast(colors[ink], colors[paper]) >= 4.5, (ink, paper)
    for mark in ("one", "two", "field", "accent"):  # parts of charts and of controls
        assert _contrast(colors[mark], colors["paper"]) >= 3, mark


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


# ------------------------------------------------------------------------------------- the browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    yield from open_browser(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def file(folder: Path, older: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the page, compared with the older version."""
    out = tmp_path_factory.mktemp("report") / "made.html"
    with resolve(str(older)) as against:
        return write_report(open_folder(folder), out=out, against=against).as_uri()


def test_it_renders_without_errors_and_asks_the_network_for_nothing(
    browser: Chrome, file: str
) -> None:
    page = Page(browser, file)
    assert page.shown("h1")
    assert page.shown("h2") == ["Overview"]
    assert len([one for one in page.all("#overview .chart svg") if one.is_displayed()]) >= 4
    for view in ("pairs", "left-out", "mended", "changes", "figures"):
        page.all(f".views a[href='#{view}']")[0].click()
        assert page.all(f"#{view}")[0].is_displayed()
        page.settle()
    assert page.log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in page.log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith("file:")] == []


def test_texts_of_the_data_are_shown_and_never_run(browser: Chrome, file: str) -> None:
    page = Page(browser, f"{file}#pairs?q=window.hacked")
    [item] = page.items()
    assert HOSTILE in item.text
    assert item.find_element("css selector", "ins").text == HOSTILE
    assert item.find_element("css selector", "del").text == "good"  # offsets after an emoji
    assert page.run("return window.hacked") is None
    assert page.all("img") == []
    page = Page(browser, f"{file}#left-out")
    assert any(HOSTILE in text for text in page.shown("#left-out .item"))
    assert page.run("return window.hacked") is None


def test_filters_search_and_order_narrow_and_sort(browser: Chrome, file: str) -> None:
    page = Page(browser, f"{file}#pairs")
    page.size(1280)
    assert page.status() == "1 to 20 of 47"
    page.choose("pairs", "split", "test")
    assert page.status() == "1 to 1 of 1 that fit, of 47"
    page.choose("pairs", "split", "")
    page.choose("pairs", "target", "smell")
    assert page.status() == "1 to 20 of 22 that fit, of 47"
    page.choose("pairs", "kind", "style")  # which has no such target
    assert page.status() == "1 to 1 of 1 that fit, of 47"
    page.choose("pairs", "kind", "")
    page.choose("pairs", "effect", "keep")
    assert [one.find_element("css selector", "h3").text for one in page.items()] == ["test long"]
    page.all("#pairs button[type=reset]")[0].click()
    page.settle()
    page.choose("pairs", "sort", "most words changed")
    changed = [int(re.search(r"\d+", one)[0]) for one in page.shown("#pairs .words")]  # type: ignore[index]
    assert changed == sorted(changed, reverse=True)
    assert changed[0] > 1
    search = page.all("#pairs [name=q]")[0]
    search.send_keys("NUMBER 12 bad")  # words of the counterfactual, in any case
    page.settle()
    assert page.status() == "1 to 1 of 1 that fit, of 47"
    search.send_keys(" nowhere")
    page.settle()
    assert "Nothing fits" in page.status()
    search.clear()
    search.send_keys(made_pairs()["train"][7].id[:8])
    page.settle()
    assert page.status() == "1 to 1 of 1 that fit, of 47"


def test_reasons_filter_what_was_left_out(browser: Chrome, file: str) -> None:
    page = Page(browser, f"{file}#left-out")
    assert len(page.items()) == 2
    page.choose("left-out", "reason", "no-opinion")
    [item] = page.items()
    assert "it names none" in item.text


def test_an_address_leads_to_a_pair_and_to_a_state_of_the_filters(
    browser: Chrome, file: str
) -> None:
    last = made_pairs()["test"][0].id
    page = Page(browser, f"{file}#{last}")
    assert page.focused().get_attribute("class") == "pair item"
    assert "long" in page.focused().text
    assert page.shown(".views [aria-current]")[0].startswith("Pairs")
    page = Page(browser, f"{file}#pairs?target=taste&sort=most+words+changed")
    assert page.status() == "1 to 20 of 23 that fit, of 47"
    page.choose("pairs", "target", "smell")
    assert "target=smell" in browser.current_url
    page = Page(browser, f"{file}#{'0' * 16}")
    assert "not on this page" in page.status()


def test_the_keyboard_is_enough(browser: Chrome, file: str) -> None:
    from selenium.webdriver.common.keys import Keys

    page = Page(browser, f"{file}#pairs")
    page.type("j")
    first = page.focused()
    assert first == page.items()[0]
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert page.run(outline) == "solid"
    page.type("j")
    assert page.focused() == page.items()[1]
    page.type("k")
    assert page.focused() == first
    page.type(*"j" * 20)  # beyond the page
    assert page.status() == "21 to 40 of 47"
    assert page.focused() == page.items()[0]
    page.type("k")
    assert page.status() == "1 to 20 of 47"
    assert page.focused() == page.items()[-1]
    page.type("/")
    assert page.focused().get_attribute("name") == "q"
    page.type("jjj")
    assert page.focused().get_attribute("value") == "jjj"  # while typing, keys are letters
    page.type(*Keys.BACKSPACE * 3, Keys.ESCAPE)
    assert page.focused() == page.items()[0]
    page.run("document.getElementById('keys').click()")
    page.type("j")
    assert page.focused() == page.items()[0]  # switched off


def test_every_control_is_reached_in_order_and_has_a_name(browser: Chrome, file: str) -> None:
    from selenium.webdriver.common.keys import Keys

    page = Page(browser, f"{file}#pairs")
    page.size(1280)
    page.run("document.body.focus(); document.activeElement.blur()")
    reached = []
    for _ in range(16):
        page.browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.append(page.focused())
    names = [one.get_attribute("name") for one in reached if one.get_attribute("name")]
    assert names == ["q", "split", "kind", "target", "effect", "sort", "layout"]
    unnamed = [
        one.get_attribute("outerHTML")
        for one in page.all("button, select, input, a")
        if one.is_displayed() and not one.accessible_name
    ]
    assert unnamed == []
    levels = [int(one.tag_name[1]) for one in page.all("h1, h2, h3, h4") if one.is_displayed()]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_long_texts_are_folded_around_their_edits(browser: Chrome, file: str) -> None:
    page = Page(browser, f"{file}#pairs?split=test")
    [item] = page.items()
    original, changed = (one.text for one in item.find_elements("css selector", ".text"))
    assert "word299 good word0" in original.replace("\n", " ")
    assert "word299 a great deal worse word0" in changed
    assert "word150" not in original
    page.type("j", "e")
    whole = [one.text for one in page.all("#pairs .text")]
    assert whole == [text["text"] for text in _sides(made_pairs()["test"][0])]
    page.all("#pairs input[value=one]")[0].click()
    page.settle()
    assert len(page.all("#pairs .sides > div")) == 1
    assert [one.text for one in page.all("#pairs .text del")] == ["good", "fine"]


def _sides(made: Pair) -> tuple[Any, Any]:
    return made.original, made.counterfactual


def test_versions_stand_side_by_side(browser: Chrome, file: str) -> None:
    page = Page(browser, f"{file}#changes")
    assert (
        "2 pairs added, 1 removed, 1 changed, 44 as they were" in page.shown("#changes .about")[0]
    )
    assert page.shown("#changes .verb") == ["changed", "removed", "added", "added"]
    page.choose("changes", "what", "changed")
    [item] = page.items()
    assert 'label_counterfactual "neutral" "negative"' in " ".join(item.text.split())
    page = Page(browser, f"{file}#figures")
    assert "was 0.8" in page.shown("#figures")[0]


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(browser: Chrome, file: str, *, dark: bool) -> None:
    for view in ("overview", "pairs", "left-out", "changes", "figures"):
        page = Page(browser, f"{file}#{view}")
        page.size(375, dark=dark)
        assert page.run("return document.documentElement.scrollWidth") == 375, view
        paper = page.run("return getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(21, 23, 26)" if dark else "rgb(252, 251, 249)")
    page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_gates_fit_a_phone(browser: Chrome, registry: Path) -> None:
    manifest = registry / "datasets/tiny/dataset.yaml"
    gate = "  - {metric: edit_distance.characters.median, min: 0, reason: edits cannot be undone}\n"
    manifest.write_text(manifest.read_text() + gate)
    folder = open_folder(build("tiny", root=registry).folder)
    out = registry / "report/tiny.html"
    write_report(folder, out=out, manifest=load_manifest("tiny", root=registry))
    page = Page(browser, f"{out.as_uri()}#figures")
    page.size(375)
    assert "✓ train" in page.shown("#figures")[0]
    assert page.run("return document.documentElement.scrollWidth") == 375
    page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_rows_of_a_dataset_without_pairs_are_searched_and_linked_to(
    browser: Chrome, unpaired: Path, tmp_path: Path
) -> None:
    file = write_report(open_folder(unpaired), out=tmp_path / "rows.html").as_uri()
    page = Page(browser, f"{file}#rows")
    assert page.status() == "1 to 20 of 31"
    page.choose("rows", "split", "test")
    [item] = page.items()
    assert "If 30 were odd" in item.text
    page.run("document.activeElement.blur()")
    page.type("/", "nowhere")
    assert "Nothing fits" in page.status()
    page = Page(browser, f"{file}#row%2029")
    assert page.focused() == page.items()[-1]
    links = "return [...document.querySelectorAll('#rows .permalink')].map((one) => one.hash)"
    assert page.run(links)[-1] == "#row%2029"
    assert page.status() == "21 to 31 of 31"
    page = Page(browser, f"{file}#rows?q=window.hacked")
    page.size(375)
    assert len(page.items()) == 1
    assert page.run("return document.documentElement.scrollWidth") == 375
    assert page.run("return window.hacked") is None
    assert page.log("browser") == []
    page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_without_javascript_there_is_something_to_read(browser: Chrome, file: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page = Page(browser, file)
        shown = page.shown("body")[0]
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "The first 10 are shown" in shown
    assert "The soup number 0 was bad" in shown
    assert HOSTILE in shown  # a reason, in the table of a chart's numbers or the list of reasons
    assert page.all("#pairs .item ins")
