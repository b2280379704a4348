"""Logs as one JSON object a line on standard error. They hold no addresses and nothing typed."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    """time, level, event, then what is `always` said, and what the call gave as `extra`."""

    def __init__(self, **always: object) -> None:
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **self._always,
            **{key: value for key, value in vars(record).items() if key not in OWN},
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Once:
    """Lets an error pass only if it is not the one before it again within a second."""

    def __init__(self) -> None:
        self._last: tuple[str, int] | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        now = (record.getMessage(), int(record.created))
        repeated = record.levelno >= logging.ERROR and now == self._last
        self._last = now
        return not repeated


def configure(**always: object) -> None:
    """Send every log there, each line with `always`. uvicorn's own accounts of requests name
    addresses, so they stay off.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(**always))
    handler.addFilter(Once())
    logging.captureWarnings(True)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.CRITICAL)
