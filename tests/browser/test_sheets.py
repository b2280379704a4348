"""Nothing keeps anybody from the sheets that open over the page, in either theme."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.pages import Linear
from tests.browser.test_access import violations
from tests.browser.test_links import DENIED
from tests.server import Server

# Over what lies beneath a sheet axe does not judge contrast, and says nothing.
BENEATH = """(visibility) => document.querySelectorAll("body > :not(dialog)")
  .forEach(({ style }) => (style.visibility = visibility))"""


def fit_for_all(page: Page, theme: str) -> None:
    """The sheet that is open has no violations; close it."""
    sheet = page.get_by_role("dialog")
    title = sheet.get_by_role("heading").inner_text()
    page.evaluate(BENEATH, "hidden")
    assert (theme, title, violations(page, "dialog[open]")) == (theme, title, [])
    page.evaluate(BENEATH, "")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_sheets_have_no_accessibility_violations(page: Page, server: Server) -> None:
    page.add_init_script(DENIED)
    linear = Linear(page).open(server.url)
    for theme in ("light", "dark"):
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        linear.click("share")
        expect(linear.at("share-link")).to_be_focused()
        fit_for_all(page, theme)
        linear.click("samples-open")
        linear.at("samples-text").fill("1\t1\t9")
        linear.click("samples-replace")
        expect(linear.at("samples-error")).to_contain_text("Linha 1")
        expect(linear.at("samples-error")).to_be_in_viewport(ratio=1)
        fit_for_all(page, theme)
        linear.click("help")
        fit_for_all(page, theme)
        linear.click("theme")
