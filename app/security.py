"""Who may speak to the server, and what a page may load."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from app.settings import Settings

LOCAL_ENDINGS = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localhost")
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def new_nonce() -> str:
    """Return the word by which a page's inline scripts are known to be ours."""
    return secrets.token_urlsafe(16)


def secure(headers: MutableHeaders, nonce: str) -> None:
    """Add the security headers of every answer."""
    headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
    headers.update(HEADERS)


def host_allowed(host: str, settings: Settings) -> bool:
    """Whether the server answers to this Host header.

    An address, this machine's name and a name without a public ending are always fine, so that a
    classroom needs no settings. A public name must be listed, or any site could point a name of its
    own here, and its pages would pass for this server's.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if not name or {"*", name} & settings.allowed_hosts:
        return bool(name)
    own = {"localhost", socket.gethostname().lower()}
    return "." not in name or name in own or name.endswith(LOCAL_ENDINGS) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def origin_allowed(headers: Headers, settings: Settings) -> bool:
    """Whether a page of this Origin may open the stream: the server's own, or a listed one.

    A program that is no browser sends none.
    """
    origin = headers.get("origin")
    if origin is None or origin in settings.allowed_origins:
        return True
    scheme, _, netloc = origin.partition("://")
    return scheme in ("http", "https") and netloc == headers.get("host")
