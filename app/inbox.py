"""The commands of one page that wait, bounded in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from app import wire
from app.settings import Settings
from engine import ConfigError

Message = wire.Command | wire.Refused
UNHURRIED = wire.Subscribe | wire.Ping | wire.Refused
LARGEST = 2  # so many messages of the greatest length may wait


class Inbox:
    """First in, first out. Whoever fills it looks at `full` and stops reading."""

    def __init__(self, settings: Settings) -> None:
        self._messages: deque[tuple[Message, int]] = deque()
        self._room = settings.max_inbox, LARGEST * settings.max_message_bytes
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def full(self) -> bool:
        """Whether no more should be read for now."""
        count, size = self._room
        return len(self) >= count or self._bytes >= size

    def put(self, message: Message, size: int) -> None:
        """Put a message of so many characters behind those that wait."""
        self._messages.append((message, size))
        self._bytes += size

    def take(self) -> Message:
        """Return the one that has waited the longest."""
        message, size = self._messages.popleft()
        self._bytes -= size
        return message

    def training(self) -> Iterator[wire.Training]:
        """Return the commands that wait to train."""
        return (message for message, _ in self._messages if isinstance(message, wire.Training))

    @property
    def pressing(self) -> bool:
        """Whether anything waits that a long check makes way for."""
        return any(not isinstance(message, UNHURRIED) for message, _ in self._messages)

    def refuse_training(self, error: ConfigError) -> None:
        """Let these be refused when it is their turn."""
        self._messages = deque(
            (
                wire.Refused(message.id, error)
                if isinstance(message, wire.Cancellable)
                else message,
                size,
            )
            for message, size in self._messages
        )

    def clear(self) -> None:
        """Forget them all."""
        self._messages.clear()
        self._bytes = 0
