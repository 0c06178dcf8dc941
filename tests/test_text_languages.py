"""What language a text seems to be in, and that no sample seems to be in another than its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from irrealis.manifest import list_datasets, load_manifest
from irrealis.text.languages import LEAST, other_language
from tests.copies import ROOT

TEXTS = {
    "de": "Wir waren am Abend im Haus und haben nicht an die Arbeit gedacht , weil er da war .",
    "fr": "Nous avons mangé dans la maison avec des amis , mais ils ne sont pas là pour la nuit .",
    "es": "No nos gustó la comida porque estaba fría , pero el servicio era muy bueno para todos .",
    "pl": "Nie byliśmy w tym domu , ale on był tam już przez cały dzień i nic nie mówił o nas .",
    "ru": "Мы не были в этом доме , но он был там весь день и ничего не говорил нам об этом .",
}


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("escaped", [True, False])
def test_a_text_of_another_language_is_told(code: str, escaped: bool) -> None:
    rows = [{"name": TEXTS[code], "is_original": True, "title": "The name of it"}] * 20
    text = json.dumps(rows, ensure_ascii=escaped)
    found = other_language(text, ["en"])
    assert found is not None
    assert found.startswith(f"{code}: ") or (code == "ru" and found.startswith("another script"))
    assert other_language(text, [code]) is None
    assert other_language(text, ["en", code]) is None


def test_another_script_is_told_though_its_words_are_not_known() -> None:
    assert str(other_language("食べ物 は 美味しい でした " * LEAST, ["en"])).startswith(
        "another script"
    )


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Das war nicht gut . " * 10, ["en"]),  # too few words
        ("Ulm Bonn Kiel Essen Trier Mainz " * 50, ["en"]),  # names alone
        (f"{TEXTS['de']} " * 20, ["zh"]),  # words that are not set apart by spaces
        (f"{TEXTS['de']} " * 20, ["xx-none"]),
        ("0 1 2 3 " * 200, ["en"]),
    ],
)
def test_what_cannot_be_told_is_not_told(text: str, languages: list[str]) -> None:
    assert other_language(text, languages) is None


def test_no_sample_seems_to_be_in_another_language() -> None:
    for name in list_datasets(ROOT):
        manifest = load_manifest(name, root=ROOT)
        for paths in (manifest.inputs.sample or {}).values():
            for path in paths:
                text = (manifest.folder / path).read_bytes()[: 1 << 20].decode()
                assert other_language(text, manifest.languages) is None, path


def test_it_is_light() -> None:
    code = (
        "from irrealis.text.languages import other_language as o; o('Das war nicht ' * 200, ['en'])"
        "; import sys; assert 'spacy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
