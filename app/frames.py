"""Binary frames: a header, a table of sections, and payloads that a page reads as typed arrays.

Little-endian. A frame is 48 bytes of header, 16 bytes for each section, then the payloads in the
order of the table, each starting at a multiple of 8 bytes. docs/protocol.md says what each means.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAGIC = b"FRON"
VERSION = 1
HEADER = struct.Struct("<4sHHIIQdIIIHH")
ENTRY = struct.Struct("<HBBIII")
RAW, DIFFERENCES = 0, 2
UTF8 = 5
LEVEL = 1
MAX_SECTION = 1 << 26
CODES = {np.dtype(name): code for code, name in enumerate(("<f8", "<f4", "u1", "<u2", "<i4"))}
DTYPES = {code: dtype for dtype, code in CODES.items()}
PADDING = [bytes(size) for size in range(8)]


class Flag(IntFlag):
    """Bits of the header's flags."""

    PLAYING = 1
    EXACT = 2
    DIVERGED = 4


class Id(IntEnum):
    """What a section holds."""

    TOTALS = 1
    PARAMS = 2
    GRADIENTS = 3
    SCORES = 4
    LOSSES = 5
    PREDICTED = 6
    REGION_VERTICES = 7
    REGION_TABLE = 8
    MARGINS = 10
    UNIT_MAPS = 11
    WARP = 12
    CHECKPOINT = 13
    POINTS = 14
    LABELS = 15
    TARGETS = 16
    BATCH = 17
    SLOPES = 18
    END_MAPS = 19
    WARPED = 20
    WARPED_VERTICES = 21
    WARPED_TABLE = 22
    WARPED_VIEW = 23
    HISTOGRAMS = 24
    FITTED = 25
    MASK = 26
    ORDER = 27
    VIEW = 29
    CELLS = 30
    CUTS = 31
    RECEIPT = 32
    BRANCHES = 33


KNOWN = frozenset(Id)


class Header(NamedTuple):
    """What every frame says, whatever its sections."""

    seq: int = 0
    ack: int = 0
    iteration: int = 0
    time: float = 0.0
    flags: int = 0
    epoch: int = 0
    n: int = 0
    k: int = 0
    data_revision: int = 0


class Section(NamedTuple):
    """A matrix (a vector is one row) or a text, under an id."""

    id: int
    content: NDArray[Any] | str
    codec: int = RAW


class FrameError(ValueError):
    """Bytes that are no frame of this version."""


def encode(header: Header, sections: Sequence[Section]) -> bytes:
    """Return the frame. Arrays of another type, order or byte order are converted first."""
    table, payloads = bytearray(), []
    for section in sections:
        kind, rows, cols, payload = _payload(section)
        table += ENTRY.pack(section.id, kind, section.codec, len(payload), rows, cols)
        payloads += [payload, PADDING[-len(payload) % 8]]
    seq, ack, iteration, time, flags, epoch, n, k, revision = header
    head = HEADER.pack(
        MAGIC, VERSION, len(sections), seq, ack, iteration, time, flags, epoch, n, k,
        revision & 0xFFFF,
    )  # fmt: skip
    return b"".join([head, table, *payloads])


def _payload(section: Section) -> tuple[int, int, int, bytes]:
    """Return (dtype code, rows, cols, bytes as sent)."""
    content = section.content
    if isinstance(content, str):
        data = content.encode()
        kind, rows, cols = UTF8, 1, len(data)
    else:
        kind = CODES[content.dtype]
        rows, cols = content.shape if content.ndim == 2 else (1, content.size)
        data = content.tobytes()
    return kind, rows, cols, _deflate(data, rows) if section.codec == DIFFERENCES else data


def _deflate(data: bytes, rows: int) -> bytes:
    """What each byte is above the one before it, less the same a row higher, deflated in runs."""
    table = np.zeros((rows + 1, (len(data) // rows if rows else 0) + 1), "u1")
    table[1:, 1:] = np.frombuffer(data, "u1").reshape(table[1:, 1:].shape)
    down = table[1:] - table[:-1]
    runs = zlib.compressobj(LEVEL, strategy=zlib.Z_RLE)
    return runs.compress(down[:, 1:] - down[:, :-1]) + runs.flush()


def parse(frame: bytes) -> tuple[Header, dict[int, NDArray[Any] | str]]:
    """Return the header and the sections by id; FrameError if the bytes are no such frame.

    Sections of an unknown id, dtype or codec are skipped.
    """
    if len(frame) < HEADER.size:
        raise FrameError(f"a frame has at least {HEADER.size} bytes, got {len(frame)}")
    magic, version, count, *fields = HEADER.unpack_from(frame)
    if magic != MAGIC or version != VERSION:
        raise FrameError(f"not a frame of version {VERSION}")
    return Header(*fields), dict(_sections(frame, count))


def _sections(frame: bytes, count: int) -> Iterable[tuple[int, NDArray[Any] | str]]:
    start = HEADER.size + count * ENTRY.size
    if start > len(frame):
        raise FrameError("the table of sections is cut off")
    for index in range(count):
        entry = ENTRY.unpack_from(frame, HEADER.size + index * ENTRY.size)
        section, kind, codec, size, rows, cols = entry
        if start + size > len(frame):
            raise FrameError(f"section {section} is cut off")
        readable = codec in (RAW, DIFFERENCES) and (kind in DTYPES or kind == UTF8)
        if section in KNOWN and readable:
            yield section, _content(kind, codec, rows, cols, frame[start : start + size])
        start += size + -size % 8


def _content(kind: int, codec: int, rows: int, cols: int, data: bytes) -> NDArray[Any] | str:
    size = rows * cols * (1 if kind == UTF8 else DTYPES[kind].itemsize)
    if codec == DIFFERENCES:
        data = _inflate(data, size)
    if len(data) != size:
        raise FrameError(f"{rows} by {cols} values take {size} bytes, got {len(data)}")
    if codec == DIFFERENCES and size:
        table = np.frombuffer(data, "u1").reshape(rows, -1)
        data = table.cumsum(axis=0, dtype="u1").cumsum(axis=1, dtype="u1").tobytes()
    return data.decode() if kind == UTF8 else np.frombuffer(data, DTYPES[kind]).reshape(rows, cols)


def _inflate(data: bytes, size: int) -> bytes:
    """Return at most `size` bytes and one more, whatever the data would swell to."""
    if size > MAX_SECTION:
        raise FrameError(f"a section has at most {MAX_SECTION} bytes, got {size}")
    try:
        return zlib.decompressobj().decompress(data, size + 1)
    except zlib.error as error:
        raise FrameError(f"a section does not inflate: {error}") from None
