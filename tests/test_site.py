"""The site: every row can be found, is drawn as what it is, taken along, and never runs."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl
import pyarrow.parquet as pq
import pytest

import irrealis.site.rows as rows_of_site
import irrealis.site.versions as versions_of_site
from irrealis.build import build
from irrealis.cli import main
from irrealis.contract import Pair
from irrealis.errors import IrrealisError
from irrealis.evaluate import judges_of, opinions, verdict
from irrealis.manifest import list_datasets, load_manifest
from irrealis.show import Listing
from irrealis.site import LARGEST, SITE_FILE, write_site
from irrealis.site.rows import other_rows
from irrealis.site.shards import Shards
from irrealis.site.versions import write_versions
from irrealis.site.writing import _write_dataset
from irrealis.store import Place, open_folder, record_release
from tests.browser import Page, open_browser
from tests.copies import ROOT, run
from tests.pairs import pair, write_pairs, write_rows
from tests.test_diff import folder_of
from tests.test_report import HOSTILE, ODD
from tests.toys import TOYS

pytestmark = pytest.mark.slow  # sites are written whole, and looked at in a browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

KINDS = ("toy-choices", "toy-grid", "toy-program", "toy-square", "toy-table")
MANY = 420
DOCUMENT = ROOT / "docs/site.md"
# a link to a state of the filters names a facet after "= "
RED = "#pairs?%3D+Target=red"


def many_pairs() -> dict[str, list[Pair]]:
    """Pairs enough for many small shards, one of them with texts that try to break out."""
    train = [
        pair(
            f"review {number}",
            f"Review {number} says that the soup was good.",
            ("good", "bad"),
            labels=("positive", "negative"),
            target=("red", "green", "blue")[number % 3],
        )
        for number in range(MANY)
    ]
    odd = pair(
        f"=1+1 {ODD}",
        f"🍚 Soup {ODD} was good.",
        ("good", HOSTILE),
        labels=("positive", HOSTILE),
        kind=HOSTILE,
        target=ODD,
    )
    return {"train": train, "test": [odd]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with releases of toys of every kind, and a site of them."""
    home = tmp_path_factory.mktemp("toys")
    for name in KINDS:
        build(name, root=TOYS, out=home / "release" / name, reproducible=True)
    write_site(TOYS, out=home / "site", releases=home / "release")
    return home


@pytest.fixture(scope="module")
def site(home: Path) -> Path:
    return home / "site"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a dataset with many shards, in a site without a first page."""
    home = tmp_path_factory.mktemp("many")
    folder = write_pairs(
        home / "made",
        many_pairs(),
        rejects=[("r1", "record", "no-opinion", "it names none"), ("r2", "variant", HOSTILE, ODD)],
    )
    manifest = load_manifest("toy-choices", root=TOYS).model_copy(
        update={"title": ODD, "summary": HOSTILE, "content_warning": "Some texts are rude."}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_of_site, "Shards", partial(Shards, target=9_000))
        site = home / "site"
        site.mkdir()
        listing = Listing(manifest, "none", None)
        _write_dataset(listing, site / "made", release=open_folder(folder), judge=False)
    write_site(TOYS, out=home / "other", releases=home, names=["toy-choices"])  # for the assets
    shutil.copytree(home / "other/assets", site / "assets")
    return site / "made"


# ------------------------------------------------------------------------------------- the files


def test_the_same_releases_give_the_same_bytes(home: Path, site: Path, tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    shutil.copytree(TOYS, registry, ignore=shutil.ignore_patterns("__pycache__"))
    (registry / "irrealis.yaml").touch()
    shutil.copytree(home / "release", registry / "release")
    run("irrealis site", cwd=registry, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    one, other = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (site, registry / "site")
    )
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_nothing_of_a_row_is_markup_and_nothing_may_be_fetched(many: Path) -> None:
    html = (many / "index.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', html)[1]  # type: ignore[index]
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;self&#39; file:;")
    assert "unsafe" not in policy
    assert html.count("<script") == html.count("</script>") == 2
    assert "<img" not in html
    assert "\u202e" not in html.partition('id="data">')[0]
    assert "[U+202E]" in html
    for path in many.glob("*.js"):
        text = path.read_text("utf-8")
        assert re.fullmatch(r'irrealis\.(rows|index|ledger)\(\d+,".*"\);\n', text), path.name
        assert "</script" not in text


def test_no_file_is_too_large_and_a_row_that_is_says_so(tmp_path: Path) -> None:
    shards = Shards(tmp_path, "made")
    for number in range(9_000):
        shards.add([f"row {number}", "x" * 900], facets=[("Split", "train")])
        if shards.full:
            shards.end_shard()
    shards.end_shard()
    shards.close()
    assert shards.total == 9_000 == sum(shards.counts)
    files = [*tmp_path.glob("*.js")]
    assert len(files) > 20
    assert max(path.stat().st_size for path in files) < LARGEST / 2
    shards.add(["a large one", "x" * LARGEST], facets=[])
    with pytest.raises(IrrealisError, match=r"row a large one.*would be too large"):
        shards.end_shard()


def test_a_facet_without_a_choice_is_none(tmp_path: Path) -> None:
    shards = Shards(tmp_path, "made")
    for number in range(400):
        facets = [("one", "same"), ("few", str(number % 3)), ("own", f"its own {number}")]
        facets += [("measure", str(number % 100)), ("rather its own", f"{number % 250}.")]
        facets += [("free text", f"{number % 3} {'x' * 200}")]
        shards.add([str(number)], facets=facets)
    assert [key for key, _ in shards.facets()] == ["few"]


def test_rows_that_may_not_be_published_are_not_shown(home: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    name = "toy-grid"
    folder = open_folder(home / "release" / name)
    assert folder.record
    manifest = load_manifest(name, root=TOYS).model_copy(update={"redistribution": "unknown"})
    whole = replace(folder, record=folder.record.model_copy(update={"inputs": "upstream"}))
    for release, shown in ((whole, False), (folder, True)):
        into = tmp_path / f"shown-{shown}"
        listing = Listing(manifest, "none", None)
        found = _write_dataset(listing, into, release=release, judge=False)
        assert (found.rows is not None) == shown
        assert (into / "rows-0.js").exists() == shown
        html = (into / "index.html").read_text()
        assert ("does not let the rows be shown" in html) != shown


def test_only_an_address_of_the_web_is_a_link(tmp_path: Path) -> None:
    manifest = load_manifest("toy-grid", root=TOYS)
    shutil.copytree(manifest.folder, tmp_path / "toy-grid")
    manifest._folder = tmp_path / "toy-grid"
    places = [
        Place(endpoint=start, repo="org/grid", commit="a" * 40)
        for start in ("javascript:alert(1)//", "https://hub.example")
    ]
    for place in places:
        record_release(manifest.folder, version="1.0.0", content={}, place=place)
    listing = Listing(manifest, "none", None)
    _write_dataset(listing, tmp_path / "page", release=None, judge=False)
    html = (tmp_path / "page/index.html").read_text()
    assert "javascript:" not in html
    assert f'href="https://hub.example/datasets/org/grid/tree/{"a" * 40}"' in html


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(IrrealisError, match="expected"):
        write_site(TOYS, out=tmp_path, releases=tmp_path, names=["toy-grid"])
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(IrrealisError, match="no dataset 'toy-grids'"):
        write_site(TOYS, out=tmp_path / "new", releases=tmp_path, names=["toy-grids"])


def test_the_list_is_there_for_scripts(site: Path) -> None:
    listed = {one["name"]: one for one in json.loads((site / SITE_FILE).read_text())}
    assert set(KINDS) < set(listed)
    assert listed["toy-grid"]["rows_here"] == open_folder(site.parent / "release/toy-grid").count(
        "pairs"
    )
    assert listed["toy-configs"]["rows_here"] is None  # which is not released here


def test_every_command_in_the_documentation_exists() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines
    for line in lines:
        program, name, *arguments = line.split()
        assert program == "irrealis"
        with main.commands[name].make_context(name, arguments) as context:
            assert set(context.params["names"]) <= set(list_datasets(ROOT))
    for target in re.findall(r"\]\(([^)#:]+)\)", DOCUMENT.read_text("utf-8")):
        assert (DOCUMENT.parent / target).exists(), target


def test_relations_have_the_names_that_the_builder_knows() -> None:
    from irrealis.schemas.families.wikidata import RELATIONS

    lines = (ROOT / "builders/ifqa_style/relations.tsv").read_text("utf-8").splitlines()
    known = dict(line.split("\t")[:2] for line in lines if re.match(r"P\d+\t", line))
    assert known == RELATIONS


def test_opinions_of_judges_add_up_to_their_verdict(tmp_path: Path) -> None:
    manifest = load_manifest("cad-imdb", root=ROOT)
    made = build("cad-imdb", root=ROOT, out=tmp_path / "build")
    folder, judging = open_folder(made.folder), manifest.judges[0]
    judge = judges_of(manifest, root=ROOT, build=made.folder)[0]
    pairs = [row for split in folder.splits for row in folder.pairs(split)]
    odd = {**pairs[0], "label_original": "of another kind"}
    said = opinions(judge, [*pairs, odd], judging=judging)
    assert said[-1] is None
    told = [one for one in said if one is not None]
    whole = verdict(judge, pairs, judging=judging)
    assert whole.pairs == len(told) == len(pairs)
    assert whole.both == sum(all(one.right) for one in told) / len(told)
    assert whole.flip == sum(one.labels[0] != one.labels[1] for one in told) / len(told)
    listing = Listing(manifest, "published", None)
    _write_dataset(listing, tmp_path / "page", release=folder, judge=True)
    assert "Judge: cad-imdb.sentiment nbsvm" in (tmp_path / "page/index.html").read_text()


@pytest.fixture(scope="module")
def compared(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a dataset with two versions before its release, in a site."""
    where = tmp_path_factory.mktemp("compared")
    release = open_folder(home / "release/toy-choices")
    splits = {split: list(release.pairs(split)) for split in release.splits}
    first, second, *others = splits["train"]
    gone = {**second, "id": "0" * 16, "original_id": f"gone {HOSTILE}", "intervention": []}
    reworded = {**second, "evidence": {**second["evidence"], "detail": HOSTILE}}
    schemas = {"pairs": pq.read_schema(release.files["pairs"]["train"][0])}
    older, oldest = (
        folder_of(
            where / version,
            {"pairs": {**splits, "train": rows}},
            schemas=schemas,
            dataset="toy-choices",
            version=version,
        )
        for version, rows in (
            ("0.9.0", [reworded, gone, *others]),
            ("0.8.0", [first, second, *others, gone]),
        )
    )
    again = shutil.copytree(older, where / "again")  # the same rows, tagged twice
    write_site(
        TOYS,
        out=where / "site",
        releases=home / "release",
        names=["toy-choices"],
        versions={"toy-choices": [str(older), str(again), "nowhere", str(oldest)]},
    )
    return where / "site/toy-choices"


def test_versions_stand_side_by_side(home: Path, compared: Path) -> None:
    html = (compared / "index.html").read_text("utf-8")
    version = open_folder(home / "release/toy-choices").version
    rows = re.findall(r'<tr><th scope="row">(.*? → .*?)</th>(.*?)</tr>', html)
    same = open_folder(home / "release/toy-choices").count("pairs")
    assert [(name, re.findall(r">([\d,]+)<", cells)) for name, cells in rows] == [
        (f"0.9.0 → {version}", ["1", "1", "1", str(same - 2), "3"]),
        (f"0.8.0 → {version}", ["0", "1", "0", str(same), "1"]),
        ("0.8.0 → 0.9.0", ["0", "1", "1", str(same - 1), "2"]),
    ]
    assert "Not compared: nowhere: no such folder" in html
    files = sorted(path.name for path in compared.glob("changes-*.js"))
    assert files == ["changes-0.js", "changes-1.js", "changes-2.js"]
    for name in files:
        text = (compared / name).read_text("utf-8")
        assert re.fullmatch(r'irrealis\.changes\(\d,".*"\);\n', text)
        assert "</script" not in text
        assert len(text) < LARGEST


def test_what_lies_between_versions_is_bounded(
    home: Path, compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = open_folder(home / "release/toy-choices")
    monkeypatch.setattr(versions_of_site, "ROOM", 10)
    monkeypatch.setattr(versions_of_site, "MOST", 2)
    earlier = [str(compared.parent.parent / name) for name in ("0.9.0", "0.8.0")]
    found = write_versions(release, earlier, config="pairs", into=tmp_path, root=TOYS, sample=True)
    assert [(one.older, one.shown) for one in found.between] == [("0.9.0", 0)]
    assert found.between[0].counts["changed"] == 1


# ----------------------------------------------------------------------------------- the browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    yield from open_browser(tmp_path_factory.mktemp("profile"))


def open_page(browser: Chrome, path: Path, rest: str = "") -> Page:
    page = Page(browser, f"{path.as_uri()}{rest}")
    page.settle()
    return page


def names(page: Page) -> list[str]:
    return [one.get_attribute("aria-label") or "" for one in page.items()]


def loaded(page: Page) -> set[str]:
    """Scripts that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in page.log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    return {Path(url).name for url in asked if url.endswith(".js")}


def test_every_row_has_an_address(browser: Chrome, many: Path) -> None:
    last = many_pairs()["train"][-1]
    page = open_page(browser, many / "index.html", f"#{last.id}")
    assert f"review {MANY - 1}" in page.focused().text
    assert len(page.items()) >= 1
    scripts = {name for name in loaded(page) if name.startswith("rows-")}
    assert 0 < len(scripts) < len([*many.glob("rows-*.js")]) / 3  # those of the page, not all
    page = open_page(browser, many / "index.html", f"#{'0' * 16}")
    assert f"{'0' * 16} is not one of them" in page.status()
    assert page.log("browser") == []


def test_texts_of_the_data_are_shown_and_never_run(browser: Chrome, many: Path) -> None:
    page = open_page(browser, many / "index.html", "#pairs?q=window.hacked")
    [item] = page.items()
    assert item.find_element("css selector", "ins").text == HOSTILE
    assert item.find_element("css selector", "del").text == "good"  # offsets after an emoji
    assert "U+202E" in item.text
    page.all(".views a[href='#rejects']")[0].click()
    page.settle()
    assert any(HOSTILE in text for text in page.shown("#rejects .item"))
    assert page.run("return window.hacked") is None
    assert page.all("img") == []
    assert page.log("browser") == []


def test_search_and_filters_reach_all_rows(browser: Chrome, many: Path) -> None:
    page = open_page(browser, many / "index.html")
    page.size(1440)
    assert page.status() == f"{MANY + 1} pairs"
    page.all("#pairs [name=q]")[0].send_keys(f"{MANY - 1} says")
    page.settle()
    assert page.status() == f"1 pair of {MANY + 1}"
    page.all("#pairs button[type=reset]")[0].click()
    page.settle()
    [red] = [one for one in page.all(".bar") if one.text.startswith("red")]
    assert red.text == f"red\n{MANY // 3}"
    red.click()
    page.settle()
    assert page.status() == f"{MANY // 3} pairs of {MANY + 1}"
    assert red.get_attribute("aria-pressed") == "true"
    [test] = [one for one in page.all(".bar") if one.text.startswith("test")]
    assert test.text == "test\n0"  # what is left under the other filter
    assert browser.current_url.endswith(RED)
    page = open_page(browser, many / "index.html", RED)
    assert page.status() == f"{MANY // 3} pairs of {MANY + 1}"
    page.choose("pairs", "sort", "fewest")
    assert page.status() == f"{MANY // 3} pairs of {MANY + 1}"
    page.run("document.querySelector('#pairs [data-do=random]').click()")
    page.settle()
    assert re.match(r"train review \d+", page.focused().text)


def test_the_keyboard_is_enough(browser: Chrome, many: Path) -> None:
    page = open_page(browser, many / "index.html")
    page.type("j", "j")
    assert page.focused() == page.items()[1]
    page.type(*"j" * 19)
    page.settle()
    assert "review 19" in page.focused().text  # the first of the next page
    page.type("k")
    page.settle()
    assert "review 18" in page.focused().text
    page.type("/", "jjj")
    assert page.focused().get_attribute("value") == "jjj"


def test_rude_texts_are_blurred_until_asked_for(browser: Chrome, many: Path) -> None:
    page = open_page(browser, many / "index.html")
    blur = "return getComputedStyle(document.querySelector('.items')).filter"
    assert page.run(blur).startswith("blur")
    page.run("document.getElementById('show-texts').click()")
    assert page.run(blur) == "none"


def taken(page: Page, kind: str) -> str:
    """What a download holds."""
    page.run("URL.createObjectURL = (blob) => { window.taken = blob; return '#'; };")
    page.run(f"document.querySelector('[data-do={kind}]').click()")
    page.settle()
    untyped: Any = page.browser.execute_async_script("window.taken.text().then(arguments[0])")
    return str(untyped)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_taken_along_are_the_rows(browser: Chrome, site: Path, name: str) -> None:
    page = open_page(browser, site / name / "index.html")
    folder = open_folder(site.parent / "release" / name)
    expected = {
        row["id"]: {**row, "split": split} for split in folder.splits for row in folder.pairs(split)
    }
    rows = [json.loads(line) for line in taken(page, "jsonl").splitlines()]
    assert {row["id"]: row for row in rows} == expected
    assert page.log("browser") == []


def test_a_table_of_rows_runs_no_formula(browser: Chrome, many: Path) -> None:
    page = open_page(browser, many / "index.html", "#pairs?q=window.hacked")
    [row] = csv.DictReader(io.StringIO(taken(page, "csv"), newline=""))
    assert row["original_id"] == f"'=1+1 {ODD}"
    assert row["counterfactual.text"] == f"🍚 Soup {ODD} was {HOSTILE}."
    assert json.loads(row["edits"])[0]["start"] == len(f"🍚 Soup {ODD} was ")


def test_fields_are_drawn_as_what_they_are(browser: Chrome, site: Path) -> None:
    page = open_page(browser, site / "toy-grid/index.html")
    row = next(iter(open_folder(site.parent / "release/toy-grid").pairs("train")))
    first = page.items()[0]
    cells = len(row["original"]["grid"]) * len(row["original"]["grid"][0])
    assert len(first.find_elements("css selector", "svg .cell")) == 2 * cells
    assert len(first.find_elements("css selector", "svg .ring")) == 2  # what changed, on each side
    page = open_page(browser, site / "toy-choices/index.html")
    row = next(iter(open_folder(site.parent / "release/toy-choices").pairs("train")))
    [before, _] = page.items()[0].find_elements("css selector", "ol.choices")
    members = [one.text for one in before.find_elements("css selector", "li")]
    assert members == row["original"]["choices"]
    answer = row["original"]["choices"][row["label_original"]]
    assert f"{'ABCDEF'[row['label_original']]} {answer}" in page.shown(".label")[0]
    page = open_page(browser, site / "toy-program/index.html")
    row = next(iter(open_folder(site.parent / "release/toy-program").pairs("train")))
    code = page.items()[0].find_element("css selector", "pre code")
    assert code.get_attribute("textContent") == row["original"]["code"]


def test_changed_rows_are_drawn_filtered_and_never_run(browser: Chrome, compared: Path) -> None:
    page = open_page(browser, compared / "index.html", "#changes")
    page.size(1440)
    assert page.shown("#changes .status")[0].startswith("3 shown, from 0.9.0 to ")
    verbs = [one.split(" ")[0] for one in page.shown("#changes .item h3")]
    assert verbs == ["changed", "removed", "added"]
    [difference] = page.shown("#changes .item > .parts del")
    assert HOSTILE in difference
    bars = {one.text.split("\n")[0]: one for one in page.all("#changes .bar")}
    assert bars.keys() == {"changed", "removed", "added"}
    bars["removed"].click()
    page.settle()
    assert HOSTILE in page.shown("#changes .item")[0]
    assert len(page.shown("#changes .item")) == 1
    page.choose("changes", "between", "2")
    page.settle()
    assert page.shown("#changes .status") == ["2 shown, from 0.8.0 to 0.9.0"]
    assert page.run("return window.hacked") is None
    assert page.log("browser") == []


def test_rows_that_are_no_pairs_are_compared_too(
    browser: Chrome, site: Path, tmp_path: Path
) -> None:
    schema = pa.DataFrameSchema(
        {name: pa.Column(pl.String) for name in ("id", "original_id", "text")}
    )
    rows = [{"id": f"i{n}", "original_id": f"o{n}", "text": f"<b>{n}</b> {HOSTILE}"} for n in "123"]
    newer, older = tmp_path / "newer", tmp_path / "older"
    write_rows(newer, "native", "test", rows, schema)
    rows = [{**rows[0], "text": "another one"}, *rows[2:]]
    write_rows(older, "native", "test", rows, schema)
    manifest = load_manifest("toy-choices", root=TOYS).model_copy(
        update={"no_pairs": "they are rows"}
    )
    shutil.copytree(site / "assets", tmp_path / "site/assets")
    _write_dataset(
        Listing(manifest, "none", None),
        tmp_path / "site/made",
        release=open_folder(newer),
        judge=False,
        earlier=[str(older)],
    )
    page = open_page(browser, tmp_path / "site/made/index.html", "#changes")
    assert [one.split(" ")[0] for one in page.shown("#changes .item h3")] == ["changed", "added"]
    assert page.shown("#changes .item .parts del") == ['"another one"']
    assert page.run("return window.hacked") is None
    assert page.log("browser") == []


def test_rows_of_other_configs_are_shown_as_what_they_are(
    browser: Chrome, many: Path, tmp_path: Path
) -> None:
    folder = write_pairs(tmp_path / "made", {"train": many_pairs()["train"][:3]})
    schema = pa.DataFrameSchema({"id": pa.Column(pl.String), "text": pa.Column(pl.String)})
    for split in ("train", "test"):
        rows = [{"id": f"{split}{n}", "text": f"<b>{n}</b> {HOSTILE}"} for n in range(30)]
        write_rows(folder, "native", split, rows, schema)
    write_rows(folder, "extra", "train", [{"id": "only", "text": "the one"}], schema)
    release = open_folder(folder)
    listing = Listing(load_manifest("toy-choices", root=TOYS), "none", None)
    shutil.copytree(many.parent / "assets", tmp_path / "site/assets")
    _write_dataset(listing, tmp_path / "site/made", release=release, judge=False)
    page = open_page(browser, tmp_path / "site/made/index.html", "#others")
    assert page.shown("#others .status") == ["61 shown"]
    assert page.shown(".views a[aria-current] .count") == ["61"]
    page.run("document.querySelectorAll('#others .bar')[1].click()")
    page.settle()
    assert page.shown("#others .status") == ["1 shown"]
    assert "extra only" in page.shown("#others .items")[0]
    found = other_rows(release, but=("pairs",), most=600)
    assert found.counts == {"native": 60, "extra": 1}
    assert 0 < len(found.rows) < found.total
    assert sum(len(text) for *_, text in found.rows) <= 600
    assert {tuple(row[:2]) for row in found.rows} >= {("native", "train"), ("native", "test")}


def test_a_part_that_is_missing_is_told(browser: Chrome, site: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    (copy / "toy-grid/rows-0.js").unlink()
    page = open_page(browser, copy / "toy-grid/index.html")
    assert "rows-0.js could not be loaded" in page.status()


def test_the_first_page_is_searched_and_filtered(browser: Chrome, site: Path) -> None:
    page = open_page(browser, site / "index.html")
    page.size(1440)
    total = len(page.all(".dataset"))
    assert page.status() == f"{total} datasets"
    page.all("[name=q]")[0].send_keys("grid")
    page.settle()
    assert page.status().startswith(f"{len(page.shown('.dataset'))} of {total}")
    assert "Grids" in " ".join(page.shown(".dataset h2"))
    page.all("button[type=reset]")[0].click()
    page.settle()
    box = page.all(".facet input")[0]
    value = box.get_attribute("value") or ""
    page.run("document.querySelector('.facet input').click()")
    shown = page.shown(".dataset")
    assert 0 < len(shown) < total
    page = open_page(browser, site / "index.html", f"#{browser.current_url.partition('#')[2]}")
    assert len(page.shown(".dataset")) == len(shown)
    assert value
    page = open_page(browser, site / "index.html", "#q=nowhere")
    assert page.shown(".empty") == ["No dataset fits. Clear the search or a filter."]


def test_without_javascript_there_is_something_to_read(browser: Chrome, site: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        shown = [
            Page(browser, (site / name).as_uri()).shown("body")[0]
            for name in ("index.html", "toy-square/index.html")
        ]
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "toy-grid" in shown[0]
    assert "The first of" in shown[1]


PAGES = (
    "index.html",
    "toy-choices/index.html",
    "toy-choices/index.html#use",
    "toy-choices/index.html#columns",
    "toy-choices/index.html#figures",
    "toy-configs/index.html",
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [375, 768, 1440])
def test_axe_finds_nothing(
    browser: Chrome, site: Path, compared: Path, width: int, *, dark: bool
) -> None:
    from axe_core_python.selenium import Axe

    # at one width all views, at the others those whose layout changes
    chosen = PAGES if width == 1440 else PAGES[:2]
    for name in chosen:
        page = Page(browser, f"{site.as_uri()}/{name}")
        page.size(width, dark=dark)
        found = Axe().run(browser)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name
        assert page.run("return document.documentElement.scrollWidth") <= width, name
    page = Page(browser, f"{compared.as_uri()}/index.html#changes")
    page.size(width, dark=dark)
    found = Axe().run(browser)["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.run("return document.documentElement.scrollWidth") <= width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
