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
from app.files import WEEK
from app.main import create_app
from app.security import HEADERS
from app.settings import Settings
from app.words import choose_language
from tests.test_arrows import JS, js_imports

HTML = {"Accept": "text/html,*/*"}
PAGES = ["/", "/docs", *(f"/{scene}" for scene in pages.SCENES)]
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
SECRET = "content-security-policy"  # a new one each time
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


def file_of(suffix: str, folder: Path = pages.STATIC) -> tuple[str, bytes]:
    """The address of a static file, and what is in it."""
    path = next(folder.rglob(f"*{suffix}"))
    return f"/static/{path.relative_to(pages.STATIC).as_posix()}", path.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".js", "text/javascript; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".json", "application/json"),
        (".svg", "image/svg+xml"),
        (".woff2", "font/woff2"),
    ],
)
def test_a_file_comes_whole_with_its_type(client: TestClient, suffix: str, kind: str) -> None:
    address, body = file_of(suffix)
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, body)
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-length"] == str(len(body))
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(answer.headers) | {SECRET: head.headers[SECRET]}


def test_what_is_ours_is_asked_for_again_and_libraries_are_kept(client: TestClient) -> None:
    assert client.get("/static/js/main.js").headers["cache-control"] == "no-cache"
    library, _ = file_of(".js", pages.VENDOR)
    assert client.get(library).headers["cache-control"] == f"public, max-age={WEEK}"


@pytest.mark.parametrize("asked", ["{}", "W/{}", '"other", {}'])
def test_who_has_a_file_is_answered_briefly(client: TestClient, asked: str) -> None:
    address, _ = file_of(".js")
    whole = client.get(address, headers={"If-None-Match": '"other"'})
    assert whole.status_code == 200
    etag = whole.headers["etag"]
    again = client.get(address, headers={"If-None-Match": asked.format(etag)})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", *HEADERS):
        assert again.headers[name] == whole.headers[name]
    assert "content-security-policy" in again.headers


def test_each_file_has_a_tag_of_its_own(client: TestClient) -> None:
    addresses = ["/static/js/main.js", "/static/js/early.js", file_of(".css")[0]]
    assert len({client.get(address).headers["etag"] for address in addresses}) == len(addresses)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/js/..%2f..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/js",
        "/static/",
        "/static/nothing.js",
    ],
)
def test_only_files_of_the_folder_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_file_takes_nothing(client: TestClient) -> None:
    assert client.post("/static/js/main.js").status_code == 404


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


@pytest.mark.parametrize("scene", pages.SCENES)
def test_a_scene_asks_for_its_modules_at_once(client: TestClient, scene: str) -> None:
    text = client.get(f"/{scene}").text
    named = re.findall(r'<link rel="modulepreload" href="/static/js/([^"]+)">', text)
    assert named[:2] == ["main.js", f"scenes/{scene}.js"]
    assert len(set(named)) == len(named)
    for name in named:
        assert client.get(f"/static/js/{name}").status_code == 200
        own = {near for near in js_imports(JS / name) if near.endswith(".js")}
        own = {near for near in own if not near.startswith("scenes/")}  # main.js takes the one
        assert own <= set(named), f"what {name} imports"
    assert text.index('type="importmap"') < text.index("modulepreload"), "or it would not apply"
