"""Several processes behind one address: the first accepts, and hands each connection to a worker.

Workers that accepted for themselves would share the pages out unevenly, and a page stays where it
came for an hour. So the parent knows how many streams each worker has, and gives the next
connection, over a Unix socket, to the one with the fewest. A worker is a whole server; any of them
can go on with any session, because the page holds what is durable.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType

from fastapi import FastAPI

from app import logs
from app.receiver import REPORT, Receiver
from app.server import configured, run
from app.settings import Settings

log = logging.getLogger(__name__)
MOST = 64
TICK = 0.1
RESTART_SECONDS = 1.0
STOP_SECONDS = 5.0  # beside the time for goodbyes, until a worker that does not end is killed
SIGNALS = (signal.SIGINT, signal.SIGTERM)
POSSIBLE = hasattr(os, "fork") and hasattr(socket, "send_fds")


class Worker:
    """A child as its parent sees it."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self.channel = pid, channel
        self.started = time.monotonic()
        self.handed = self.received = self.weighing = self.turn = 0

    @property
    def load(self) -> int:
        return self.weighing + self.handed - self.received

    def hear(self) -> bool:
        """Take its reports in; False if it has ended."""
        try:
            said = self.channel.recv(REPORT.size * 512)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if said:
            self.received, self.weighing = REPORT.unpack(said[-REPORT.size :])
        return bool(said)

    def hand(self, connection: socket.socket, turn: int) -> bool:
        """Give it a connection; False if it takes none just now."""
        try:
            socket.send_fds(self.channel, [b"+"], [connection.fileno()])
        except OSError:
            return False
        self.handed, self.turn = self.handed + 1, turn
        return True


class Pool:
    """The parent: it accepts, and replaces the workers that end."""

    def __init__(
        self, app: FastAPI, settings: Settings, listener: socket.socket, count: int
    ) -> None:
        self.app, self.settings, self.listener, self.count = app, settings, listener, count
        self.workers: list[Worker] = []
        self._ended: list[int] = []  # not waited for yet
        self._stopping: list[int] = []
        self._turn, self._start_after = 0, 0.0
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Serve until told to stop; then end as the signal would have ended one process."""
        before = {sign: signal.signal(sign, self._stop) for sign in SIGNALS}
        self.listener.setblocking(False)
        self._selector.register(self.listener, selectors.EVENT_READ, self._accept)
        while not self._stopping:
            self._fill()
            for key, _ in self._selector.select(TICK):
                key.data()
            self._reap()
        self._end()
        for sign, handler in before.items():
            signal.signal(sign, handler)
        signal.raise_signal(self._stopping[0])

    def _stop(self, sign: int, _: FrameType | None) -> None:
        self._stopping.append(sign)

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:  # it has gone already, or there is no room for it
            return
        self._turn += 1
        with connection:
            by_load = sorted(self.workers, key=lambda worker: (worker.load, worker.turn))
            any(worker.hand(connection, self._turn) for worker in by_load)

    def _fill(self) -> None:
        while len(self.workers) < self.count and time.monotonic() >= self._start_after:
            ours, theirs = socket.socketpair()
            if (pid := os.fork()) == 0:
                ours.close()
                self._work(theirs)
            theirs.close()
            ours.setblocking(False)
            worker = Worker(pid, ours)
            self.workers.append(worker)
            self._selector.register(ours, selectors.EVENT_READ, self._listener_of(worker))
            log.info("worker started", extra={"worker": pid})

    def _work(self, channel: socket.socket) -> None:
        """Be a worker, in the child, to the end of the process."""
        code = 1
        try:
            self._let_go()
            logs.configure(worker=os.getpid())
            channel.setblocking(False)
            run(Receiver(configured(self.app, self.settings), self.app, channel), [])
            code = 0
        except KeyboardInterrupt:  # Ctrl-C reaches every process of the terminal
            code = 0
        except BaseException:
            log.exception("a worker failed")
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _let_go(self) -> None:
        """Drop, in a child, what is the parent's; else nobody would notice the end of the other."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._selector.close()
        self.listener.close()
        for worker in self.workers:
            worker.channel.close()

    def _listener_of(self, worker: Worker) -> Callable[[], None]:
        def listen() -> None:
            if not worker.hear():
                self._forget(worker)
                lived = time.monotonic() - worker.started
                self._start_after = time.monotonic() + RESTART_SECONDS * (lived < RESTART_SECONDS)

        return listen

    def _forget(self, worker: Worker) -> None:
        self._selector.unregister(worker.channel)
        worker.channel.close()
        self.workers.remove(worker)
        self._ended.append(worker.pid)

    def _reap(self) -> None:
        for pid in list(self._ended):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self._ended.remove(pid)
                code = os.waitstatus_to_exitcode(status)
                log.info("worker ended", extra={"worker": pid, "code": code})

    def _end(self) -> None:
        """Let every worker say goodbye: a channel that closes tells it to. A second signal, or too
        long a wait, kills what is left.
        """
        self._selector.unregister(self.listener)
        self.listener.close()
        for worker in list(self.workers):
            self._forget(worker)
        until = time.monotonic() + self.settings.close_seconds + STOP_SECONDS
        while self._ended and len(self._stopping) == 1 and time.monotonic() < until:
            time.sleep(TICK / 2)
            self._reap()
        for pid in self._ended:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
