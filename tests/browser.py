"""A browser to look at pages with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

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


class Page:
    """A page in a browser, as a user sees it."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser = browser
        browser.get("about:blank")  # so that another part of the same page is loaded anew
        for kind in ("browser", "performance"):
            self.log(kind)
        browser.get(address)

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since it was last asked for."""
        untyped: Any = self.browser
        entries: list[dict[str, Any]] = untyped.get_log(kind)
        return entries

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements("css selector", selector)

    def shown(self, selector: str) -> list[str]:
        return [one.text for one in self.all(selector) if one.is_displayed()]

    def items(self) -> list[WebElement]:
        return [one for one in self.all(".item") if one.is_displayed()]

    def status(self) -> str:
        return " ".join(self.shown(".status"))

    def choose(self, view: str, name: str, value: str) -> None:
        from selenium.webdriver.support.ui import Select

        Select(self.all(f"#{view} [name={name}]")[0]).select_by_value(value)
        self.settle()

    def type(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.browser).send_keys(*keys).perform()
        self.settle()

    def settle(self) -> None:
        """Wait until the page has answered: it waits for a pause in the typing."""
        self.browser.execute_async_script(
            """const done = arguments[0];
            const wait = () => {
              if (document.querySelector("[aria-busy=true]")) setTimeout(wait, 20); else done();
            };
            setTimeout(wait, 200);"""
        )

    def focused(self) -> WebElement:
        return self.browser.switch_to.active_element

    def run(self, script: str) -> Any:
        return self.browser.execute_script(script)

    def size(self, width: int, *, dark: bool = False) -> None:
        send = self.browser.execute_cdp_cmd
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        send("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        send("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.settle()
