from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from irrealis.api import (
    Build,
    Drawn,
    Folder,
    IrrealisError,
    build,
    draw_form,
    find_folder,
    load_manifest,
    read_form,
    read_readings,
    tally,
    write_form,
)
from irrealis.cli import main
from irrealis.contract import Pair
from irrealis.reading import alpha, raw_agreement, wilson
from irrealis.reading.draw import _pair, draw_keys
from irrealis.reading.form import Form, Item, shown
from irrealis.reading.questions import questions_of
from irrealis.show import card_text
from irrealis.store import open_folder
from tests.browser import open_browser
from tests.copies import ROOT
from tests.pairs import pair, write_pairs

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DOCUMENT = ROOT / "docs/reading.md"


@pytest.fixture
def made(registry: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    monkeypatch.chdir(registry)
    return build("tiny", root=registry)


@pytest.fixture
def folder(made: Build) -> Folder:
    return open_folder(made.folder)


def fill(
    form: Path,
    to: Path,
    *,
    answers: Sequence[dict[str, str]] = (),
    reader: str = "people",
    day: str = "2026-03-04",
) -> Path:
    """Answer as the first allowed answer says, but for what `answers` says of an item."""
    text = form.read_text(encoding="utf-8")
    allowed = dict(re.findall(r"^question (\S+) \[(\S+)", text, flags=re.MULTILINE))

    def answered(match: re.Match[str]) -> str:
        said = answers[int(match[1]) - 1] if int(match[1]) <= len(answers) else {}
        words = " ".join(f"{name}={said.get(name, first)}" for name, first in allowed.items())
        return f"answer {match[1]}: {words}"

    text = re.sub(r"^answer (\d+): .*", answered, text, flags=re.MULTILINE)
    text = text.replace("read by: ?", f"read by: {reader}").replace("date: ?", f"date: {day}")
    to.write_text(text, encoding="utf-8")
    return to


@pytest.fixture
def drawn(folder: Folder) -> Drawn:
    return draw_form(folder, size=5, seed=3)


@pytest.fixture
def empty(drawn: Drawn, tmp_path: Path) -> Path:
    return write_form(drawn, out=tmp_path / "form")[0]


# ----------------------------------------------------------------------------------------- the draw


def test_the_draw_depends_on_the_seed_and_not_on_the_order() -> None:
    rows = [("train", f"{group}{n}", group) for group in "abcdefgh" for n in range(3)]
    first = draw_keys(rows, size=6, seed=1)
    assert first == draw_keys(reversed(rows), size=6, seed=1)
    assert first != draw_keys(rows, size=6, seed=2)
    assert first == draw_keys(rows, size=24, seed=1)[:6]


@given(
    st.lists(st.tuples(st.just("s"), st.text(max_size=3), st.sampled_from("abc")), unique=True),
    st.integers(1, 8),
)
def test_no_group_is_drawn_again_before_every_group_was(
    rows: list[tuple[str, str, str]], size: int
) -> None:
    rows = list({row[1]: row for row in rows}.values())
    group = {row[1]: row[2] for row in rows}
    drawn = [group[key] for _, key in draw_keys(rows, size=size, seed=0)]
    assert len(drawn) == min(size, len(rows))
    groups = set(group.values())
    assert len(set(drawn[: len(groups)])) == min(len(groups), len(drawn))


def test_a_large_group_is_drawn_no_more_often_than_a_small_one() -> None:
    rows = [("s", "lone", "small"), *(("s", f"m{n}", "large") for n in range(200))]
    first = [draw_keys(rows, size=1, seed=seed)[0][1] for seed in range(400)]
    assert 150 < first.count("lone") < 250


# ----------------------------------------------------------------------------------------- the form


def test_a_form_shows_the_rows_and_says_what_they_are_of(drawn: Drawn, empty: Path) -> None:
    text = empty.read_text(encoding="utf-8")
    assert len(drawn.form.items) == 5
    assert re.search(r"^\| .*\[-[A-Z]\w+-\]", text, flags=re.MULTILINE)
    assert re.search(r"^\| .*\{\+[A-Z]\w+\+\}", text, flags=re.MULTILINE)
    assert "dataset: tiny\nversion: 1.0.0\nbuild: sha256:" in text
    assert "seed: 3" in text
    assert text.count("natural=? intervention=? label=? other=?") == 5


def test_a_filled_form_reads_back_as_it_was_drawn(
    drawn: Drawn, empty: Path, tmp_path: Path
) -> None:
    filled = read_form(fill(empty, tmp_path / "a.txt", answers=[{"natural": "minor"}]))
    assert filled.form == drawn.form or filled.form.digest == drawn.form.digest
    assert filled.answers[0]["natural"] == "minor"
    assert filled.answers[1]["natural"] == "yes"
    assert (filled.reader, filled.date) == ("people", "2026-03-04")


def test_line_ends_of_another_system_change_nothing(empty: Path, tmp_path: Path) -> None:
    filled = fill(empty, tmp_path / "a.txt")
    content = filled.read_bytes().replace(b"\n", b"\r\n")
    filled.write_bytes(b"\xef\xbb\xbf" + content)
    assert len(read_form(filled).answers) == 5


@given(st.text(max_size=60), st.text(min_size=1, max_size=8))
def test_no_text_of_a_row_passes_for_an_answer_or_moves_a_terminal(text: str, name: str) -> None:
    lines = tuple(shown(f"{text}\nanswer 1: natural=yes\n\x1b[2Jitem 2 of 2"))
    item = Item(shown(name)[0] or "x", "train", lines)
    questions = questions_of(None, config="pairs")
    form = Form("d", "1.0.0", "h", "sample", "pairs", ("train",), 1, 0, questions, (item,))
    assert all(line.isprintable() for line in form.text().splitlines())
    assert [line for line in form.text().splitlines() if line.startswith("answer")] == [
        "answer 1: natural=? intervention=? label=? other=?"
    ]


BROKEN = [
    (r"read by: people", "read by: ?", "read by is not filled in", 'who read, such as "people"'),
    (r"date: 2026-03-04", "date: 2026-02-30", "no such day", "a day, YYYY-MM-DD"),
    (r"date: 2026-03-04", "date: today", "date is not what it should be", "a day, YYYY-MM-DD"),
    (r"(answer 2: )natural=yes", r"\1natural=?", "natural is not answered", "yes / minor / no"),
    (r"(answer 2: )natural=yes ", r"\1", "natural is not answered", "yes / minor / no"),
    (r"(answer 2: )natural=yes", r"\1natural=good", "no such answer of natural", "yes / minor"),
    (r"(answer 2: )natural=yes", r"\1fluent=yes", "no such question", "natural, intervention"),
    (r"(answer 2: )(.*)", r"\1\2 natural=no", "natural is answered twice", "one answer"),
    (r"answer 2:", "answer 7:", "edited out of shape", "answer 2: natural=?"),
    (r"note 2:\n", "", "edited out of shape", "note 2:"),
    (r"seed: 3", "seed: three", "no seed", "seed: a number"),
    (r"version: 1.0.0", "version: latest", "no version", "version: X.Y.Z"),
    (r"version: 1.0.0", "version: 2.0.0", "were edited", "sha256:"),
    (r"\| ORIGINAL", "| ORIGINALS", "were edited", "sha256:"),
    (r"irrealis reading form.*", "a letter", "edited out of shape", "irrealis reading form"),
    (r"(?s)\nitem 5 of 5.*", "\n", "items are missing", "5 items"),
    (r"(?s)(\nitem 2 of 5.*?)(?=\nitem 3)", r"\1\1", "a repeated item", "each item once"),
    (r"(?s)\nitem 2 of 5.*?(?=\nitem 3)", "\n", "an item in another place", "item 2 of 5"),
]


@pytest.mark.parametrize(("pattern", "by", "message", "expected"), BROKEN)
def test_a_form_that_is_not_right_says_where(
    empty: Path, tmp_path: Path, pattern: str, by: str, message: str, expected: str
) -> None:
    path = fill(empty, tmp_path / "broken.txt")
    broken, times = re.subn(pattern, by, path.read_text(encoding="utf-8"), count=1)
    assert times == 1
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(IrrealisError) as raised:
        read_form(path)
    error = str(raised.value)
    assert message in error
    assert f"expected: {expected}" in error
    assert "found: " in error
    assert "broken.txt" in error
    if "were edited" not in message and "missing" not in message:
        assert re.search(r"broken\.txt, line \d+: ", error)
    if "answer 2" in pattern:
        assert f"row {read_form(fill(empty, tmp_path / 'good.txt')).form.items[1].id}" in error


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"irrealis\n\xff")
    with pytest.raises(IrrealisError, match=r"a\.txt, line 2: not UTF-8"):
        read_form(tmp_path / "a.txt")


# ----------------------------------------------------------------------------------------- the page


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    yield from open_browser(tmp_path_factory.mktemp("profile"))


HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"


def test_a_person_fills_the_page_with_keys_and_saves_what_tally_reads(
    browser: Chrome, tmp_path: Path
) -> None:
    from selenium.webdriver import ActionChains, Keys

    write_pairs(tmp_path / "made", {"test": [hostile_pair()]})
    rows = tuple(_pair("test", row) for row in open_folder(tmp_path / "made").pairs("test"))
    items = tuple(Item(row.id, "test", tuple(row.lines())) for row in rows)
    questions = questions_of(None, config="pairs")
    form = Form("d", "1.0.0", "h", "sample", "pairs", ("test",), 1, 0, questions, items)
    text, page = write_form(Drawn(form, rows), out=tmp_path / "form")
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path / "dl")}
    )
    untyped: Any = browser
    untyped.get_log("browser"), untyped.get_log("performance")
    browser.get(page.as_uri())
    browser.execute_script("document.querySelector('[name=reader]').focus()")
    ActionChains(browser).send_keys("people <b>").perform()
    for _ in range(9):  # a date has several stops, as the browser likes
        ActionChains(browser).send_keys(Keys.TAB).perform()
        if browser.execute_script("return document.activeElement.type") == "radio":
            break
    keys = ActionChains(browser)
    for _ in questions:  # the space bar takes the first answer, Tab goes on to the next question
        keys.send_keys(" ", Keys.TAB)
    keys.send_keys("a note", Keys.ENTER).perform()
    assert browser.find_element("class name", "status").text == "All questions are answered."
    saved = tmp_path / "dl/d-1.0.0-seed-0.txt"
    deadline = monotonic() + 10
    while not saved.exists() and monotonic() < deadline:
        sleep(0.05)
    filled = read_form(saved)
    assert filled.form.digest == form.digest
    assert filled.answers == (
        {"natural": "yes", "intervention": "yes", "label": "yes", "other": "no"},
    )
    assert (filled.reader, filled.notes) == ("people <b>", ("a note",))
    empty = text.read_text(encoding="utf-8").splitlines()
    changed = [new for new in saved.read_text("utf-8").splitlines() if new not in empty]
    assert [line.partition(":")[0] for line in changed] == ["read by", "date", "answer 1", "note 1"]
    assert browser.execute_script("return window.hacked") is None
    assert untyped.get_log("browser") == []
    asked = [json.loads(entry["message"])["message"] for entry in untyped.get_log("performance")]
    urls = [
        one["params"]["request"]["url"]
        for one in asked
        if one["method"] == "Network.requestWillBeSent"
    ]
    assert not {url.partition(":")[0] for url in urls} - {"file", "blob", "data"}
    browser.refresh()  # what was answered is still there
    assert browser.find_element("class name", "status").text == "All questions are answered."


@pytest.mark.parametrize("width", [375, 1440])
def test_the_page_fits_a_phone_and_a_desk(
    browser: Chrome, drawn: Drawn, tmp_path: Path, width: int
) -> None:
    page = write_form(drawn, out=tmp_path / "form")[1]
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(page.as_uri())
    root = "document.documentElement"
    assert browser.execute_script("return innerWidth") == width
    assert browser.execute_script(f"return {root}.scrollWidth - {root}.clientWidth") == 0
    colors = set()
    for scheme in ("light", "dark"):
        wish = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
        colors.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert len(colors) == 2


def hostile_pair() -> Pair:
    return pair("odd", f"{HOSTILE} The soup was good.", ("good", HOSTILE), kind=HOSTILE)


# ---------------------------------------------------------------------------------------- the tally


def test_the_interval_is_that_of_wilson() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    for hits, total, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)]:
        assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_alpha_is_that_of_krippendorff() -> None:
    # Computing Krippendorff's Alpha-Reliability (2011), A: two observers, two values
    meg, owen = "0100000000", "1110010010"
    assert alpha(list(zip(meg, owen, strict=True))) == pytest.approx(0.095, abs=5e-4)
    # ... and B: five values
    ben, gerry = "aabbdcccedda", "babbbccceddd"
    assert alpha(list(zip(ben, gerry, strict=True))) == pytest.approx(0.692, abs=5e-4)
    assert alpha([("a", "a", "a")]) is None
    assert raw_agreement([("a", "a", "b")]) == pytest.approx(1 / 3)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=2), min_size=2, max_size=20))
def test_alpha_is_one_exactly_where_readers_agree(items: list[list[str]]) -> None:
    found = alpha(items)
    if found is not None:
        assert (found == 1) == all(a == b for a, b in items)


def test_one_reader_gives_shares_with_intervals(empty: Path, tmp_path: Path) -> None:
    said = [{"natural": "no", "label": "no"}, {"label": "no"}, {"natural": "minor"}]
    found = tally([fill(empty, tmp_path / "a.txt", answers=said)])
    rows = {row[0]: row for row in found.readings[0].table.rows}
    assert rows["natural"][2:] == (0.2, 0.03622, 0.6245, "yes 3, minor 1, no 1")
    assert rows["label"][2] == 0.4
    assert rows["no defect"][2] == 0.6
    assert "people on 2026-03-04" in found.text()


def test_several_readers_are_compared(empty: Path, tmp_path: Path) -> None:
    forms = [
        fill(empty, tmp_path / f"{name}.txt", answers=[{"natural": answer}], reader=name)
        for name, answer in (("a", "no"), ("b", "yes"), ("c", "yes"))
    ]
    table = tally(forms).readings[0].table
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert row["share"] == 0  # one of three is less than half
    assert row["agreement"] == pytest.approx(13 / 15, abs=1e-4)
    assert row["alpha"] == pytest.approx(0, abs=1e-4)
    assert tally(forms[:2]).readings[0].table.rows[0][2] == 0.2  # one of two is half
    assert tally(forms).readings[0].readers == ("a", "b", "c")


def test_forms_of_two_versions_are_never_merged(
    registry: Path, empty: Path, tmp_path: Path
) -> None:
    first = fill(empty, tmp_path / "old.txt")
    manifest = registry / "datasets/tiny/dataset.yaml"
    manifest.write_text(manifest.read_text().replace("version: 1.0.0", "version: 1.10.0"))
    build("tiny", root=registry)
    newer = draw_form(find_folder("tiny", root=registry), size=5, seed=3)
    second = fill(write_form(newer, out=tmp_path / "new")[0], tmp_path / "new.filled.txt")
    done = CliRunner().invoke(main, ["reading", "tally", str(first), str(second), "--keep"])
    assert done.exit_code == 0, done.output
    kept = read_readings(load_manifest("tiny", root=registry))
    assert [one.version for one in kept] == ["1.10.0", "1.0.0"]
    assert [one.drawn for one in kept] == [5, 5]


def test_a_form_is_counted_once(empty: Path, tmp_path: Path) -> None:
    path = fill(empty, tmp_path / "a.txt")
    with pytest.raises(IrrealisError, match="a repeated form"):
        tally([path, path.parent / "." / "a.txt"])


def test_what_is_kept_is_on_the_card(
    registry: Path, made: Build, empty: Path, tmp_path: Path
) -> None:
    path = fill(empty, tmp_path / "a.txt", reader="people | <b>")
    for _ in range(2):  # the second takes the place of the first
        done = CliRunner().invoke(main, ["reading", "tally", str(path), "--keep"])
        assert done.exit_code == 0, done.output
    manifest = load_manifest("tiny", root=registry)
    kept = read_readings(manifest)
    assert len(kept) == 1
    text = card_text(made.folder, manifest=manifest, record=made.record)
    assert "## Readings by people\n" in text
    assert "Read by people \\| &lt;b&gt; on 2026-03-04." in text
    assert "### Read: 5 rows of version 1.0.0, train, validation\n" in text
    assert f"from config pairs of a build of sample data with content hash {kept[0].build}" in text
    assert "have been read yet" not in text
    newer = made.record.model_copy(update={"version": "1.1.0"})
    text = card_text(made.folder, manifest=manifest, record=newer)
    assert (
        "**No rows of version 1.1.0 have been read yet; the readings below are of other versions.**"
        in text
    )
    assert "<b>" not in text
    content = {"readings": [{"version": "1.0.0"}]}
    (manifest.folder / "reading.json").write_text(json.dumps(content))
    with pytest.raises(IrrealisError, match=r"reading\.json is not a file of readings"):
        read_readings(manifest)


DECLARED = """\
reading:
  - name: city
    question: Is the city one that trains reach?
    answers: ["yes", "no"]
    defect: ["no"]
    counter: yield
"""


def test_a_counter_stands_beside_what_readers_found(registry: Path, made: Build) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + DECLARED)
    drawn = CliRunner().invoke(main, ["reading", "draw", "tiny", "--size", "3", "--json"])
    text = Path(json.loads(drawn.stdout)["files"][0])
    assert "yield" not in text.read_text()  # a reader must not know what a counter says
    filled = fill(text, registry / "a.txt")
    done = CliRunner().invoke(main, ["reading", "tally", str(filled), "--json"])
    table = json.loads(done.stdout)["readings"][0]["table"]
    value = made.report.metrics["train"]["yield"]
    assert table["rows"][0][-1].startswith(f"yield: train {value:.4g}, validation ")
    shutil.rmtree(made.folder)
    done = CliRunner().invoke(main, ["reading", "tally", str(filled)])
    assert "the build that was read is not at hand" in done.stdout


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ('defect: ["maybe"]', "one of the answers yes, no"),
        ("defect: [Maybe]", "a word such as yes, in quotes"),
    ],
)
def test_a_declaration_that_is_not_right_is_refused(
    registry: Path, change: str, error: str
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + DECLARED.replace('defect: ["no"]', change))
    with pytest.raises(IrrealisError, match=error):
        load_manifest("tiny", root=registry)
    twice = DECLARED + DECLARED.partition("\n")[2].replace("trains", "buses")
    path.write_text(path.read_text().partition("reading:")[0] + twice)
    with pytest.raises(IrrealisError, match="city"):
        load_manifest("tiny", root=registry)


@pytest.mark.parametrize(
    ("name", "about", "line"),
    [
        ("counterfact-style", "probes", r"  (paraphrase|locality): .+ → \w+(, then \w+)?"),
        ("fact-probes", "questions", r"  counterfactual: .+\?"),
    ],
)
def test_rows_that_a_question_is_about_stand_beside_the_pair(
    tmp_path: Path, name: str, about: str, line: str
) -> None:
    made = build(name, root=ROOT, out=tmp_path / "out")
    folder, manifest = open_folder(made.folder), load_manifest(name, root=ROOT)
    assert any(question.about == about for question in manifest.reading)
    form = draw_form(folder, manifest=manifest, size=3, seed=1).form
    groups = {row["id"]: row["group"] for row in folder.pairs("train")}
    for item in form.items:
        at = next(at for at, one in enumerate(item.lines) if one.startswith(f"{about}: "))
        assert re.fullmatch(line, item.lines[at + 1])
        rows = [row for row in folder.rows(about, "train") if row["group"] == groups[item.id]]
        shown = "\n".join(item.lines[at:])
        assert rows
        for row in rows:
            texts = [row["prompt"]] if about == "probes" else [row["original"]["text"]]
            assert all(text in shown for text in texts)
    path = tmp_path / "form.txt"
    path.write_text(form.text())
    assert read_form(fill(path, tmp_path / "filled.txt")).form.digest == form.digest


def test_a_question_about_rows_that_there_are_not_is_refused(
    registry: Path, made: Build, folder: Folder
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + DECLARED + "    about: probes\n")
    with pytest.raises(IrrealisError, match="rows cannot be shown in this form") as caught:
        draw_form(folder, manifest=load_manifest("tiny", root=registry))
    assert caught.value.found == "probes"
    assert made.folder == folder.path


def test_what_cannot_be_drawn_says_why(folder: Folder) -> None:
    with pytest.raises(IrrealisError, match="no such split"):
        draw_form(folder, splits=["dev"])
    with pytest.raises(IrrealisError, match="not a valid size for a form"):
        draw_form(folder, size=0)


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in ROOT.glob("datasets/*/dataset.yaml"))
)
def test_every_dataset_says_what_its_readers_are_asked(name: str) -> None:
    manifest = load_manifest(name, root=ROOT)
    assert len(manifest.reading) >= 4
    assert any(question.defect for question in manifest.reading)
    metrics = json.loads((manifest.folder / "metrics.json").read_text())
    known: set[str] = set().union(*metrics.values())
    for question in manifest.reading:
        assert question.counter is None or question.counter in known


# -------------------------------------------------------------------------------- the documentation


def test_the_commands_of_the_documentation_run(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(registry)
    text = DOCUMENT.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    commands = [line for block in blocks for line in block.splitlines()]
    assert len(commands) >= 3
    shown_yaml = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + shown_yaml[0])
    assert yaml.safe_load(shown_yaml[0]).keys() == {"reading"}
    for command in commands:
        if " tally " in command:
            report = registry / "report"
            empty = report / "tiny-reading-7.txt"
            for name in re.findall(r"\S+\.txt", command):
                fill(empty, registry / name)
        program, *arguments = command.split()
        assert program == "irrealis"
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
    assert read_readings(load_manifest("tiny", root=registry))


@pytest.mark.usefixtures("made")
def test_the_python_of_the_documentation_runs(registry: Path) -> None:
    block = re.findall(
        r"^```python\n(.*?)^```", DOCUMENT.read_text(), flags=re.DOTALL | re.MULTILINE
    )[0]
    scope: dict[str, Any] = {}
    drawn, _, counted = block.partition("\n\n# once they are filled in\n")
    exec(compile(drawn, "docs/reading.md", "exec"), scope)  # noqa: S102 our own
    fill(scope["text"], registry / "anna.txt")
    exec(compile(counted, "docs/reading.md", "exec"), scope)  # noqa: S102 our own
    assert scope["found"].readings[0].drawn == 5
