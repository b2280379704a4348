"""Messages that come up: what is accepted, and how wrong ones are named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import wire
from app.complaints import described
from engine import ConfigError

WELL_FORMED: list[dict[str, Any]] = [
    {"type": "start", "id": 1, "config": {}},
    {"type": "start", "id": 1, "config": {"data": "cs231n"}, "params": {"b0": [0, 0, 0]}},
    {"type": "start", "id": 1, "config": {}, "iteration": 31},
    {"type": "configure", "id": 1, "changes": {"batch_size": None}},
    {"type": "set_param", "id": 1, "name": "W0", "index": [0, 1], "value": 2},
    {"type": "nudge", "id": 1, "name": "b0", "index": [0], "by": -0.5},
    {"type": "set_params", "id": 1, "params": {"W0": [[0.0]]}},
    {"type": "move_point", "id": 1, "index": 0, "point": [1, 2.5]},
    {"type": "add_point", "id": 1, "point": [1, 2.5], "label": 0},
    {"type": "add_point", "id": 1, "point": [1, 2.5], "label": 0.25},
    {"type": "remove_point", "id": 1, "index": 0},
    {"type": "relabel", "id": 1, "index": 0, "label": 1},
    {"type": "set_points", "id": 1, "points": [[0, 1], [1, 0]], "labels": [0, 1]},
    {"type": "set_points", "id": 1, "points": [[0, 1]], "labels": [0], "classes": 3},
    {"type": "step", "id": 1},
    {"type": "step", "id": 2**32 - 1, "count": 10},
    {"type": "epoch", "id": 1},
    {"type": "epoch", "id": 1, "count": 2},
    {"type": "play", "id": 1},
    {"type": "play", "id": 1, "rate": 2.5},
    {"type": "pause", "id": 1},
    {"type": "back", "id": 1, "count": 3},
    {"type": "goto", "id": 1, "iteration": 0},
    {"type": "reset", "id": 1},
    {"type": "randomize", "id": 1},
    {"type": "randomize", "id": 1, "seed": 7},
    {"type": "fork", "id": 1},
    {"type": "fork", "id": 1, "name": "α = 1"},
    {"type": "switch", "id": 1, "branch": 2},
    {"type": "switch", "id": 1, "branch": 2, "iteration": 0},
    {"type": "rename", "id": 1, "branch": 2, "name": "α = 1"},
    {"type": "drop", "id": 1, "branch": 2},
    {"type": "subscribe", "id": 1},
    {"type": "subscribe", "id": 1, "tables": False, "regions": False, "grid": 50, "units": 20,
     "warp": [0, 1, 2], "histograms": True, "curve": 200, "view": [-1, 1]},
    {"type": "subscribe", "id": 1, "explain": {"kind": "loss", "point": 0}},
    {"type": "answer", "id": 1, "quantity": {"kind": "total"}, "value": 0.71, "tolerance": 0},
    {"type": "check", "id": 1},
    {"type": "ping", "id": 1},
    {"type": "ack", "seq": 0},
    {"type": "cancel"},
    {"type": "resume", "id": 1, "checkpoint": "x", "iteration": 3, "commands": [
        {"command": {"type": "step", "id": 4, "count": 2}, "at": 1},
        {"command": {"type": "pause", "id": 5}, "at": None},
    ]},
]  # fmt: skip

START: dict[str, Any] = {"type": "start", "config": {}}
RESUME: dict[str, Any] = {"type": "resume", "id": 1, "checkpoint": "", "iteration": 0}
MALFORMED: list[tuple[str, str, str]] = [
    ("", "message", "json"),
    ("{", "message", "json"),
    ("\x00\xff", "message", "json"),
    ("[" * 100_000, "message", "json"),
    ("null", "message", "type"),
    ("[1, 2]", "message", "type"),
    ("3", "message", "type"),
    ("{}", "type", "missing"),
    ('{"type": "explode", "id": 1}', "type", "unknown_name"),
    ('{"type": 7, "id": 1}', "type", "unknown_name"),
    ('{"type": "step"}', "id", "missing"),
    ('{"type": "step", "id": 0}', "id", "range"),
    ('{"type": "step", "id": 4294967296}', "id", "range"),
    ('{"type": "step", "id": "1"}', "id", "integer"),
    ('{"type": "step", "id": 1.5}', "id", "integer"),
    ('{"type": "step", "id": true}', "id", "integer"),
    ('{"type": "step", "id": 1, "count": 0}', "count", "range"),
    ('{"type": "step", "id": 1, "count": null}', "count", "integer"),
    ('{"type": "step", "id": 1, "cuont": 1}', "cuont", "unknown_field"),
    ('{"type": "play", "id": 1, "rate": 0}', "rate", "range"),
    ('{"type": "play", "id": 1, "rate": NaN}', "rate", "finite"),
    ('{"type": "play", "id": 1, "rate": Infinity}', "rate", "finite"),
    ('{"type": "play", "id": 1, "rate": 1e999}', "rate", "finite"),
    ('{"type": "nudge", "id": 1, "name": "b0", "index": [0], "by": "1"}', "by", "number"),
    ('{"type": "rename", "id": 1, "branch": 2, "name": " "}', "name", "invalid"),
    ('{"type": "nudge", "id": 1, "name": 5, "index": [0], "by": 1}', "name", "type"),
    ('{"type": "nudge", "id": 1, "name": "b0", "index": 0, "by": 1}', "index", "type"),
    ('{"type": "nudge", "id": 1, "name": "b0", "index": [-1], "by": 1}', "index.0", "range"),
    ('{"type": "nudge", "id": 1, "name": "b0", "index": [0, 0, 0], "by": 1}', "index", "count"),
    ('{"type": "move_point", "id": 1, "index": 0, "point": [1]}', "point", "count"),
    ('{"type": "move_point", "id": 1, "index": 0, "point": [1, 2, 3]}', "point", "count"),
    ('{"type": "move_point", "id": 1, "index": 0, "point": [1, -Infinity]}', "point.1", "finite"),
    ('{"type": "move_point", "id": 1, "index": 0.5, "point": [1, 2]}', "index", "integer"),
    ('{"type": "set_points", "id": 1, "points": [[0, 1], [0]], "labels": [0, 1]}',
     "points.1", "count"),
    ('{"type": "set_points", "id": 1, "points": {}, "labels": []}', "points", "type"),
    ('{"type": "subscribe", "id": 1, "tables": 1}', "tables", "type"),
    ('{"type": "start", "id": 1, "config": []}', "config", "type"),
    ('{"type": "resume", "id": 1, "checkpoint": "", "commands": [{"at": 1}], "iteration": 0}',
     "commands.0.command", "missing"),
    (json.dumps({**RESUME, "commands": [{"command": {"type": "step", "id": -1}, "at": 1}]}),
     "commands.0.command.id", "range"),
    (json.dumps({**RESUME, "commands": [{"command": {**START, "id": 1}, "at": 1}]}),
     "commands.0.command.type", "unknown_name"),
    ('{"type": "ack", "seq": -1}', "seq", "range"),
    ('{"type": "ack", "seq": 1, "id": 1}', "id", "unknown_field"),
    (json.dumps({"type": "pause", "id": 1, **{f"x{i}": 1 for i in range(99)}}), "message",
     "invalid"),
    (json.dumps({"type": "x", "list": [0] * 100_000}), "message", "count"),
]  # fmt: skip


@pytest.mark.parametrize("message", WELL_FORMED, ids=lambda m: m["type"])
def test_a_well_formed_message_is_read(message: dict[str, Any]) -> None:
    assert wire.read(json.dumps(message)).model_dump(exclude_unset=True) == message


def test_every_kind_of_command_is_tried_above() -> None:
    kinds = {command.model_fields["type"].annotation for command in commands()}
    named = {kind.__args__[0] for kind in kinds if kind is not None}
    assert named == {message["type"] for message in WELL_FORMED}


def commands() -> list[type[wire.Message]]:
    classes = [c for c in vars(wire).values() if isinstance(c, type)]
    return [c for c in classes if issubclass(c, wire.Message) and "type" in c.model_fields]


@pytest.mark.parametrize(("text", "field", "code"), MALFORMED)
def test_a_malformed_message_is_named(text: str, field: str, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        wire.read(text)
    error = described(caught.value)
    assert (error["field"], error["code"]) == (field, code)
    assert error["message"].startswith(f"{field} {error['rule']}")
    assert len(error["message"]) < 700
    assert json.loads(json.dumps(error, allow_nan=False)) == error


HOSTILE = {
    "many wrong points": {"type": "set_points", "points": ["x"] * 29_000, "labels": []},
    "many wrong numbers": {"type": "set_points", "points": [[None, 0]] * 14_000, "labels": []},
    "many wrong commands": {"type": "resume", "checkpoint": "", "commands": [{}] * 29_000},
    "many wrong labels": {"type": "set_points", "points": [], "labels": ["x"] * 29_000},
    "many fields": {f"x{i}": 0 for i in range(29_000)} | {"type": "pause"},
    "many inner fields": {"type": "resume", "checkpoint": "", "iteration": 1,
                          "commands": [{f"x{i}": 0 for i in range(29_000)}]},
}  # fmt: skip


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)
def test_one_mistake_is_enough(message: dict[str, Any]) -> None:
    """Listing every mistake of such a message would take as long as hundreds of frames."""
    with pytest.raises(ConfigError) as caught:
        wire.read(json.dumps({"id": 1, **message}))
    cause = caught.value.__context__
    assert isinstance(cause, wire.ValidationError)
    assert cause.error_count() < 10


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_no_text_whatever_gets_through_or_crashes(text: str) -> None:
    with pytest.raises(ConfigError):
        wire.read(text)
    assert wire.claimed_id(text) is None or '"id"' in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"id": 12, "type": "x"}', 12),
        ('{"type": "x", "id":12}', 12),
        ('{"type": "x", "id": -1}', None),
        ('{"type": "x", "id": 99999999999}', None),
        ('{"type": "x", "id": 9999999999}', None),
        ('{"type": "x", "id": "1"}', None),
        ("{", None),
        (None, None),
    ],
)
def test_a_refused_message_keeps_its_id_where_it_has_one(
    text: str | None, found: int | None
) -> None:
    assert wire.claimed_id(text) == found
