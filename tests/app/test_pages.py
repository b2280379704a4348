"""Pages in two languages under a strict policy, files with their types, errors in words."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import pages
from app.main import create_app
from app.security import HEADERS
from app.settings import Settings
from app.words import choose_language

HTML = {"Accept": "text/html,*/*"}
PAGES = ["/", "/docs", *(f"/{scene}" for scene in pages.SCENES)]
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
HANDLER = re.compile(r"<[^>]+\s(?:on\w+|style)=", re.IGNORECASE)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings())) as client:
        yield client


def policy(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_its_own_policy(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    allowed = policy(answer)
    (nonce,) = [source for source in allowed["script-src"] if "nonce" in source]
    assert allowed["script-src"] == ["'self'", nonce]
    assert allowed["style-src"] == ["'self'"]
    assert allowed["default-src"] == ["'none'"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    scripts = SCRIPT.findall(answer.text)
    assert scripts
    for attributes, body in scripts:
        assert not body.strip() or nonce.strip("'").removeprefix("nonce-") in attributes
    assert not HANDLER.search(answer.text)
    assert "<style" not in answer.text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", answer.text)


def test_a_nonce_is_used_once(client: TestClient) -> None:
    assert policy(client.get("/"))["script-src"] != policy(client.get("/"))["script-src"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/js/main.js", "/nothing", "/api/train"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "content-security-policy" in answer.headers
    assert "server" not in answer.headers


def test_the_import_map_leads_to_files(client: TestClient) -> None:
    text = client.get("/linear").text
    found = re.search(r'<script type="importmap"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found
    imports = json.loads(found[1])["imports"]
    assert "fflate" in imports
    for address in imports.values():
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")


def test_pages_load_files_that_exist(client: TestClient) -> None:
    for path in PAGES:
        found = re.findall(r'(?:src|href)="(/static/[^"#]+)', client.get(path).text)
        assert found
        for address in found:
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_a_page_is_all_in_one_language(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, params={"lang": language})
    texts = json.loads((pages.STATIC / "i18n" / f"{language}.json").read_text("utf-8"))
    assert f'<html lang="{language}">' in answer.text
    marked = re.findall(r'data-t="([^"]+)">([^<]*)<', answer.text)
    assert marked
    for key, text in marked:
        assert html.unescape(text) == texts[key], key


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, "", "pt-BR"),
        (None, "en", "en"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "de,fr", "pt-BR"),
        (None, "de, en;q=0.5, pt;q=0.4", "en"),
        (None, "en;q=0.3, pt;q=0.8", "pt-BR"),
        (None, "pt-PT", "pt-BR"),
        (None, "en;q=x, ;;;, *", "pt-BR"),
        ("en", "pt-BR", "en"),
        ("pt-BR", "en", "pt-BR"),
        ("xx", "en", "en"),
        ("", "en", "en"),
        ('"><script>', "", "pt-BR"),
    ],
)
def test_the_language_is_the_visitors(asked: str | None, accepted: str, language: str) -> None:
    assert choose_language(asked, accepted) == language


def test_what_is_ours_is_asked_for_again_and_answered_briefly(client: TestClient) -> None:
    answer = client.get("/static/js/main.js")
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get("/static/js/main.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    library = client.get("/static/vendor/fflate/esm/browser.js")
    assert library.headers["cache-control"] == f"public, max-age={pages.WEEK}"
    font = next(pages.VENDOR.rglob("*.woff2")).relative_to(pages.STATIC).as_posix()
    assert client.get(f"/static/{font}").headers["content-type"] == "font/woff2"


@pytest.mark.parametrize(
    "path", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/js", "/static/"]
)
def test_only_files_of_the_folder_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("pt-BR", "página"), ("en", "page")])
def test_a_missing_page_says_so_in_words(client: TestClient, language: str, words: str) -> None:
    for path in ("/nothing", "/static/nothing.js", "/a/b/c"):
        answer = client.get(f"{path}?lang={language}", headers=HTML)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert words in answer.text
        assert f'lang="{language}"' in answer.text


def test_a_failure_is_a_page_and_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    app = create_app(Settings())
    with TestClient(app) as client, caplog.at_level(logging.ERROR):
        monkeypatch.setattr(app, "openapi", fail)
        answer = client.get("/docs", headers=HTML)
        assert answer.status_code == 500
        assert "ZeroDivisionError" not in answer.text
        assert answer.headers["content-security-policy"]
        assert client.get("/docs").json()["error"]["code"] == "failed"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("192.168.0.12:8000", 200),
        ("[::1]:8000", 200),
        ("localhost:8000", 200),
        ("sala-3", 200),
        ("teacher.local:8000", 200),
        ("school.example", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("127.0.0.1.evil.example", 421),
        ("local.evil.example", 421),
        ("", 421),
        ("[::1", 421),
    ],
)
def test_public_names_must_be_listed(host: str, status: int) -> None:
    client = TestClient(create_app(Settings(allowed_hosts=frozenset({"school.example"}))))
    answer = client.get("/healthz", headers={"Host": host})
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["error"]["field"] == "host"
        assert "FRONTEIRA_ALLOWED_HOSTS" in answer.json()["error"]["rule"]


def test_any_name_may_be_allowed() -> None:
    client = TestClient(create_app(Settings(allowed_hosts=frozenset({"*"}))))
    assert client.get("/healthz", headers={"Host": "a.example"}).status_code == 200


def test_without_the_libraries_it_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "VENDOR", tmp_path)
    with pytest.raises(pages.SetupError, match=r"dev\.py run"):
        create_app(Settings())


def test_every_scene_has_its_page_and_its_module() -> None:
    for scene in pages.SCENES:
        assert (pages.ROOT / "templates" / f"{scene}.html").is_file()
        assert (pages.STATIC / "js" / "scenes" / f"{scene}.js").is_file()
