"""Serve Fronteira: python -m app [--host H] [--port N] [--workers N] [--open]."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: the matrices are small

from fastapi import FastAPI
from pydantic import ValidationError
from pydantic_settings import SettingsError

from app import logs, workers
from app.complaints import complaint
from app.main import create_app
from app.pages import SetupError
from app.server import create_server, listen, run
from app.settings import Settings
from engine import prepare_kernel

OPEN_AFTER = 0.5
COMPILING = "Compiling the kernel for small networks, this once: about ten seconds"


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fronteira", description="Serve the playground.")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves the whole network")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    parser.add_argument("--workers", type=count, default=1, help="processes that share the pages")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    return parser.parse_args(arguments)


def count(text: str) -> int:
    """Return a number of workers."""
    if not text.isdecimal() or not 1 <= int(text) <= workers.MOST:
        rule = f"must be a whole number from 1 to {workers.MOST}"
        raise argparse.ArgumentTypeError(f"{rule}, got {text!r}")
    return int(text)


def prepare(options: argparse.Namespace) -> tuple[FastAPI, Settings, socket.socket]:
    """Return what is to be served, or exit with a sentence that says why it cannot be."""
    if options.workers > 1 and not workers.POSSIBLE:
        sys.exit("This system cannot hand connections to other processes: --workers must be 1")
    try:
        settings = Settings()
        app = create_app(settings)
        return app, settings, listen(options.host, options.port, settings)
    except ValidationError as error:
        found = complaint(error)
        sys.exit(str(found.about(f"FRONTEIRA_{found.field.upper()}")))
    except (SettingsError, SetupError) as error:
        sys.exit(str(error))
    except (OSError, OverflowError) as error:
        sys.exit(f"Cannot listen on {options.host}, port {options.port}: {error}")


def address(host: str, listener: socket.socket) -> str:
    """Return where a browser on this machine finds the pages."""
    name = "localhost" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}/"


def main() -> None:
    options = parse()
    app, settings, listener = prepare(options)
    logs.configure()
    home = address(options.host, listener)
    print(f"Fronteira: {home} (Ctrl-C stops it)", flush=True)
    if options.open:
        threading.Timer(OPEN_AFTER, webbrowser.open, [home]).start()
    with suppress(KeyboardInterrupt):
        if settings.kernel:
            prepare_kernel(partial(print, COMPILING, flush=True))
        if options.workers > 1:
            workers.Pool(app, settings, listener, options.workers).run()
        else:
            run(create_server(app, settings), [listener])


if __name__ == "__main__":
    main()
