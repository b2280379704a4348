"""Limits and configuration. Every field is read from the environment as FRONTEIRA_<NAME>."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Count = Annotated[int, Field(ge=1)]
Cells = Annotated[int, Field(ge=2, le=1024)]
Rate = Annotated[float, Field(gt=0, le=120)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """What the server allows and how it paces itself; the defaults suit a classroom on a laptop."""

    model_config = SettingsConfigDict(env_prefix="FRONTEIRA_", frozen=True)

    # Sizes of an experiment
    max_points: Count = 2_000
    max_classes: Annotated[int, Field(ge=2, le=10)] = 10
    max_layers: Annotated[int, Field(ge=0)] = 8  # hidden ones
    max_units: Count = 64  # of one hidden layer
    max_parameters: Count = 10_000
    max_work: Count = 8_000_000  # points × cost (see limits.cost), what one update goes through
    max_grid: Cells = 160
    max_unit_map: Cells = 64

    # Sizes of a request
    max_message_bytes: Annotated[int, Field(ge=1024)] = 1 << 20  # of a message or a body
    max_steps: Count = 10_000  # updates of one command or request
    max_request_work: Count = 4_000_000_000  # points × cost × updates
    max_replay: Count = 20_000_000  # updates that a resumption may repeat
    max_values: Count = 200_000  # numbers in the answer to one request

    # How many at once
    max_sessions: Count = 200
    max_inbox: Count = 64  # commands of one page that wait
    max_unacknowledged: Annotated[int, Field(ge=1, le=16)] = 2  # frames sent and not yet drawn
    max_waiting_requests: Count = 8  # evaluations and trainings

    # Pace
    frame_rate: Rate = 30.0  # a second, while playing
    table_rate: Rate = 6.0  # frames with exact tables a second, while playing
    kernel: bool = True  # compiled, for small networks, where Numba is installed
    slice_ms: Annotated[float, Field(gt=0, le=50)] = 2.0  # work for one session at a time
    checkpoint_seconds: Seconds = 1.0
    heartbeat_seconds: Seconds = 1.0
    ack_timeout: Seconds = 8.0  # until a frame must have been drawn
    idle_timeout: Seconds = 7200.0  # without a command
    close_seconds: Annotated[float, Field(gt=0, le=10)] = 1.0  # to say goodbye

    # Memory
    history_frames: Annotated[int, Field(ge=8)] = 512  # states kept for going back
    history_bytes: Annotated[int, Field(ge=1024)] = 4 << 20
    send_buffer_bytes: Annotated[int, Field(ge=4096)] = 1 << 17  # in the kernel, per connection
    user_timeout_ms: Annotated[int, Field(ge=1000)] = 8_000  # until a dead connection is dropped

    # Who may come
    allowed_origins: frozenset[str] = frozenset()  # pages of other hosts, as JSON: ["https://..."]
    allowed_hosts: frozenset[str] = frozenset()  # public names this server answers to, or "*"
