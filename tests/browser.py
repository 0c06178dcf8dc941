"""A browser to look at pages with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def _program(*names: str) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def open_browser(profile: Path) -> Iterator[Chrome]:
    """A headless browser for pages of ours; the test is skipped where there is none."""
    program = _program("chromium", "chromium-browser", "google-chrome")
    driver = _program("chromedriver")
    if program is None or driver is None:
        missing = (
            "no chromium and chromedriver; on Debian: apt-get install chromium chromium-driver"
        )
        if os.environ.get("IRREALIS_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = program
    for switch in (*SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=ChromeService(driver))
    yield chrome
    chrome.quit()
