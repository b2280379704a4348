"""Writes golden_frame.bin and golden_frame.json: one frame, and what a reader must find in it.

`python -m tests.app.make_golden_frame` makes them anew after a change of the format. The tests of
the server and of the page read the same two files.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from app import frames
from app.frames import DIFFERENCES, Flag, Header, Id, Section
from engine.contour import segments
from engine.field import nodes

FOLDER = Path(__file__).parent
FRAME, MEANING = FOLDER / "golden_frame.bin", FOLDER / "golden_frame.json"
UNKNOWN = 999
NAMES = {0: "f64", 1: "f32", 2: "u8", 3: "u16", 4: "i32", 5: "utf-8"}

HEADER = Header(
    seq=7,
    ack=4_000_000_000,
    iteration=2**53 - 1,
    time=1_700_000_000.25,
    flags=Flag.PLAYING | Flag.EXACT,
    epoch=12,
    n=3,
    k=2,
    data_revision=65_535,
)
# Squares of every kind: with two cuts; three; four of two classes crosswise, of three, of four.
LABELS = np.array(
    [
        [0, 0, 1, 1, 1, 1],
        [0, 1, 0, 1, 0, 0],
        [0, 1, 3, 1, 0, 2],
        [0, 2, 2, 3, 3, 2],
        [1, 0, 0, 1, 3, 2],
        [0, 1, 2, 0, 3, 3],
    ],
    "u1",
)
EDGES = np.count_nonzero(np.diff(LABELS, axis=0)) + np.count_nonzero(np.diff(LABELS))
CUTS = (np.arange(1, EDGES + 1) * 24_593 % 65_536).astype("<u2")
SECTIONS = [
    Section(Id.TOTALS, np.array([[0.1, -0.0, math.inf, 2 / 3, math.nan, -math.inf]])),
    Section(Id.PARAMS, np.array([1.1239, -0.952, 5e-324, 1.7976931348623157e308, 0.1 + 0.2])),
    Section(UNKNOWN, np.array([1, 2, 3], "u1")),
    Section(Id.SCORES, np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])),
    Section(Id.LOSSES, np.array([[0.25], [math.inf], [0.0]])),
    Section(Id.PREDICTED, np.array([[0], [1], [1]], "u1")),
    Section(Id.MARGINS, np.array([[0, 1], [1, 0], [0, 0]], "u1")),
    Section(
        Id.REGION_VERTICES, np.array([[-1, -1], [1, -1], [1, 1], [-1, -1], [1, 1], [-1, 1]], "<f4")
    ),
    Section(Id.REGION_TABLE, np.array([[0, 0, 3], [1, 0, 3]], "<i4")),
    Section(Id.CELLS, LABELS << 5 | np.arange(36, dtype="u1").reshape(6, 6) % 32, DIFFERENCES),
    Section(Id.CHECKPOINT, '{"é": "reta α"}'),
    Section(Id.LABELS, np.array([[0], [-1], [2_147_483_647]], "<i4")),
    Section(Id.UNIT_MAPS, np.empty((0, 8), "u1"), DIFFERENCES),
    Section(Id.CUTS, CUTS),
    Section(Id.MASK, np.empty(0, "u1")),
]


def frame() -> bytes:
    """The frame, deflated in stored blocks: those are the same bytes with every zlib."""
    with patch.object(frames, "LEVEL", 0):
        return frames.encode(HEADER, SECTIONS)


def meaning() -> dict[str, Any]:
    known = [section for section in SECTIONS if section.id != UNKNOWN]
    return {
        "header": HEADER._asdict(),
        "sections": [_section(section) for section in known],
        "boundary": segments(
            LABELS, CUTS / 65_535, *nodes((0.0, 1.0, 0.0, 1.0), 4, rim=True)
        ).tolist(),
    }


def _section(section: Section) -> dict[str, Any]:
    content = section.content
    if isinstance(content, str):
        size = len(content.encode())
        return {"id": section.id, "dtype": "utf-8", "rows": 1, "cols": size, "values": content}
    rows, cols = content.shape if content.ndim == 2 else (1, content.size)
    return {
        "id": section.id,
        "dtype": NAMES[frames.CODES[content.dtype]],
        "rows": rows,
        "cols": cols,
        "values": [_number(value) for value in content.ravel().tolist()],
    }


def _number(value: float) -> float | str:
    """JSON has no word for these; JavaScript's Number() and Python's float() read them."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"


if __name__ == "__main__":
    FRAME.write_bytes(frame())
    MEANING.write_text(json.dumps(meaning(), indent=1, ensure_ascii=False) + "\n", "utf-8")
