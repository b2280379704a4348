"""Serve Fronteira: python -m app [--host H] [--port N] [--open]."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import webbrowser
from contextlib import suppress

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: the matrices are small

from pydantic import ValidationError

from app import logs
from app.complaints import complaint
from app.main import create_app
from app.pages import SetupError
from app.server import listen, run
from app.settings import Settings

OPEN_AFTER = 0.5


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fronteira", description="Serve the playground.")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves the whole network")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    return parser.parse_args(arguments)


def main() -> None:
    options = parse()
    logs.configure()
    try:
        settings = Settings()
        app = create_app(settings)
        listener = listen(options.host, options.port, settings)
    except ValidationError as error:
        sys.exit(f"FRONTEIRA_{complaint(error)}")
    except SetupError as error:
        sys.exit(str(error))
    except (OSError, OverflowError) as error:
        sys.exit(f"Cannot listen on {options.host}, port {options.port}: {error}")
    host = "localhost" if options.host in ("0.0.0.0", "::") else options.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
    print(f"Fronteira: {address} (Ctrl-C stops it)", flush=True)
    if options.open:
        threading.Timer(OPEN_AFTER, webbrowser.open, [address]).start()
    with suppress(KeyboardInterrupt):
        run(app, settings, listener)


if __name__ == "__main__":
    main()
