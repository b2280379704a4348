"""The real server, and once a second on standard error how many tasks and sessions it has.

    python -m bench.watched [what python -m app takes]

Each worker says so for itself: {"pid": 123, "tasks": 8, "sessions": 2}.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys

from app import __main__ as program
from app.server import Server

SECONDS = 1.0
startup = Server.startup


async def watched(self: Server, sockets: list[socket.socket] | None = None) -> None:
    """Start as ever, then count; by a timer, for a task would count itself."""
    await startup(self, sockets)
    loop = asyncio.get_running_loop()

    def count() -> None:
        tasks, sessions = len(asyncio.all_tasks(loop)), len(self._app.state.hub)
        line = {"pid": os.getpid(), "tasks": tasks, "sessions": sessions}
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()
        loop.call_later(SECONDS, count)

    count()


if __name__ == "__main__":
    Server.startup = watched  # type: ignore[assignment, method-assign]
    program.main()
