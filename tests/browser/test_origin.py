"""Every page loads from its own server only, under its own policy, without a complaint."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Watch
from tests.server import Server

LINKS = """() => [...document.querySelectorAll("a[href]")]
    .map((link) => new URL(link.href).pathname).filter((path) => !path.includes("."))"""


def test_no_page_asks_another_origin_or_breaks_its_policy(
    page: Page, server: Server, watch: Watch
) -> None:
    """The crawl reaches every page; `watch` collects the complaints."""
    seen, waiting = set[str](), ["/", "/linear", "/docs"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response = page.goto(server.url + path)
        assert response is not None
        assert response.status == 200, path
        page.wait_for_load_state("networkidle")
        policy = response.headers.get("content-security-policy", "")
        assert "default-src" in policy, path
        assert "unsafe" not in policy, path
        waiting += page.evaluate(LINKS)
    assert seen >= {"/", "/linear"}
    assert watch.complaints == []


def test_the_watch_notices(page: Page, server: Server, watch: Watch) -> None:
    """A foreign picture and an inline script are caught: the silence above means something."""
    page.goto(server.url + "/linear")
    page.evaluate(
        """() => {
          document.body.append(Object.assign(new Image(), { src: "http://other.invalid/a.png" }));
          const script = document.createElement("script");
          script.textContent = "window.broken = true";
          document.body.append(script);
        }"""
    )
    page.wait_for_timeout(300)
    text = " ".join(watch.complaints)
    assert "other.invalid" in text
    assert "Content Security Policy" in text
    assert page.evaluate("() => window.broken") is None
    watch.complaints.clear()
