"""Frames carry every bit, and a reader survives whatever it is handed."""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app import frames
from app.frames import DIFFERENCES, RAW, FrameError, Header, Id, Section, encode, parse
from tests.app import make_golden_frame as golden

u16, u32, u64 = (st.integers(0, 2**bits - 1) for bits in (16, 32, 64))
headers = st.builds(
    Header,
    seq=u32,
    ack=u32,
    iteration=u64,
    time=st.floats(width=64),
    flags=u32,
    epoch=u32,
    n=u32,
    k=u16,
    data_revision=u16,
)
matrices = st.sampled_from(list(frames.CODES)).flatmap(
    lambda dtype: arrays.arrays(dtype, st.tuples(st.integers(0, 7), st.integers(0, 7)))
)
sections = st.lists(
    st.builds(
        Section,
        id=st.sampled_from(list(Id)),
        content=st.one_of(matrices, st.text()),
        codec=st.sampled_from([RAW, DIFFERENCES]),
    ),
    unique_by=lambda section: section.id,
)


def same(a: Any, b: Any) -> bool:
    """Bit for bit, so that a NaN equals itself and 0.0 is not −0.0."""
    if isinstance(a, str):
        return bool(a == b)
    return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes())


@given(headers, sections)
def test_what_is_encoded_is_parsed(header: Header, given_sections: list[Section]) -> None:
    found, contents = parse(encode(header, given_sections))
    assert struct.pack("<d", found.time) == struct.pack("<d", header.time)
    assert found._replace(time=0.0) == header._replace(time=0.0)
    assert contents.keys() == {section.id for section in given_sections}
    assert all(same(contents[s.id], s.content) for s in given_sections)


@given(sections)
def test_payloads_lie_at_multiples_of_eight(given_sections: list[Section]) -> None:
    frame = encode(Header(), given_sections)
    at = frames.HEADER.size + len(given_sections) * frames.ENTRY.size
    assert at % 8 == 0
    for index in range(len(given_sections)):
        entry = frames.ENTRY.unpack_from(frame, frames.HEADER.size + index * frames.ENTRY.size)
        at += entry[3] + -entry[3] % 8
    assert at == len(frame)


@given(st.binary(max_size=200))
def test_rubbish_is_refused_or_read_but_never_crashes(rubbish: bytes) -> None:
    whole = encode(Header(), [Section(Id.CELLS, np.ones((3, 3), "u1"), DIFFERENCES)])
    for frame in (rubbish, whole[:6] + rubbish, whole[:48] + rubbish, whole[:64] + rubbish):
        with suppress(FrameError):
            parse(frame)


def test_a_frame_that_is_cut_off_is_refused() -> None:
    whole = encode(Header(), [Section(Id.PARAMS, np.arange(3.0))])
    for size in range(len(whole)):
        with pytest.raises(FrameError):
            parse(whole[:size])


def test_another_version_is_refused() -> None:
    whole = bytearray(encode(Header(), []))
    whole[4] = 2
    with pytest.raises(FrameError, match="version 1"):
        parse(bytes(whole))


def test_a_section_inflates_to_its_own_size_only() -> None:
    section = Section(Id.CELLS, np.zeros((1000, 1000), "u1"), DIFFERENCES)
    bomb = bytearray(encode(Header(), [section]))
    struct.pack_into("<II", bomb, frames.HEADER.size + 8, 2, 2)
    with pytest.raises(FrameError, match="2 by 2"):
        parse(bytes(bomb))


def test_an_array_in_another_order_keeps_its_meaning() -> None:
    matrix = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    _, contents = parse(encode(Header(), [Section(Id.SCORES, matrix)]))
    assert np.array_equal(contents[Id.SCORES], matrix)


def test_the_golden_frame_is_still_written_byte_for_byte() -> None:
    assert golden.frame() == golden.FRAME.read_bytes()
    assert golden.meaning() == json.loads(golden.MEANING.read_text("utf-8"))


def test_the_golden_frame_means_what_its_description_says() -> None:
    header, contents = parse(golden.FRAME.read_bytes())
    meaning = json.loads(golden.MEANING.read_text("utf-8"))
    assert header._asdict() == meaning["header"]
    assert contents.keys() == {section["id"] for section in meaning["sections"]}
    for section in meaning["sections"]:
        found = contents[section["id"]]
        if isinstance(found, str):
            assert found == section["values"]
        else:
            assert found.shape == (section["rows"], section["cols"])
            want = np.array([float(value) for value in section["values"]])
            assert same(found.astype("<f8").ravel(), want.astype(found.dtype).astype("<f8"))


def test_sections_of_the_future_are_skipped() -> None:
    assert golden.UNKNOWN in {section.id for section in golden.SECTIONS}
    _, contents = parse(golden.FRAME.read_bytes())
    assert golden.UNKNOWN not in contents
    assert Id.UNIT_MAPS in contents
