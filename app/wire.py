"""Commands that come up and events that go down, as JSON. docs/protocol.md is their description."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from app.complaints import complaint
from app.frames import VERSION
from app.settings import Settings
from engine import ConfigError

SUBPROTOCOL = "fronteira.1"
MAX_ID = 2**32 - 1
MAX_ITERATION = 2**53 - 1  # what a JavaScript number carries exactly
MAX_FIELDS = 16
MAX_COMMANDS = 2_000
MAX_VALUES = 30_000

Json = Any
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Index = Annotated[int, Field(ge=0)]
Iteration = Annotated[int, Field(ge=0, le=MAX_ITERATION)]
Count = Annotated[int, Field(ge=1)]
Label = int | float  # a class, or for regression the value to reach
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
View = Annotated[list[float], Field(min_length=2, max_length=4)]  # see Subscribe
Triple = Annotated[list[Index], Field(min_length=3, max_length=3)]
ONE_MISTAKE = Field(fail_fast=True)  # a long list of mistakes takes long to list


class Message(BaseModel):
    """Strict: no unknown field, no text for a number, no NaN or infinity."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _few_fields(cls, value: object) -> object:
        if isinstance(value, dict) and len(value) > MAX_FIELDS:
            raise ValueError(f"must have at most {MAX_FIELDS} fields")
        return value


class Command(Message):
    """Something to do; it is answered by `applied` or `refused` with its id."""

    id: Id


class Start(Command):
    type: Literal["start"]
    config: dict[str, Json]
    params: dict[str, Json] | None = None
    iteration: Iteration = 0


class Configure(Command):
    type: Literal["configure"]
    changes: dict[str, Json]


class SetParam(Command):
    type: Literal["set_param"]
    name: str
    index: Annotated[list[Index], Field(max_length=2)]
    value: float


class Nudge(Command):
    type: Literal["nudge"]
    name: str
    index: Annotated[list[Index], Field(max_length=2)]
    by: float


class SetParams(Command):
    type: Literal["set_params"]
    params: dict[str, Json]


class MovePoint(Command):
    type: Literal["move_point"]
    index: Index
    point: Pair


class AddPoint(Command):
    type: Literal["add_point"]
    point: Pair
    label: Label


class RemovePoint(Command):
    type: Literal["remove_point"]
    index: Index


class Relabel(Command):
    type: Literal["relabel"]
    index: Index
    label: Label


class SetPoints(Command):
    type: Literal["set_points"]
    points: Annotated[list[Pair], ONE_MISTAKE]
    labels: Annotated[list[Label], ONE_MISTAKE]
    classes: Index | None = None


class Step(Command):
    type: Literal["step"]
    count: Count = 1


class Epoch(Command):
    """As many updates as there are batches, `count` times, wherever in an epoch training is."""

    type: Literal["epoch"]
    count: Count = 1


class Play(Command):
    """`rate` in updates a second; null is as fast as it goes."""

    type: Literal["play"]
    rate: Annotated[float, Field(gt=0)] | None = None


class Pause(Command):
    type: Literal["pause"]


class Back(Command):
    type: Literal["back"]
    count: Count = 1


class Goto(Command):
    type: Literal["goto"]
    iteration: Index


class Reset(Command):
    type: Literal["reset"]


class Randomize(Command):
    type: Literal["randomize"]
    seed: Index | None = None


class Fork(Command):
    """A branch that begins here; from now on it is the current one."""

    type: Literal["fork"]
    name: Name | None = None


class Switch(Command):
    """Go to another branch, where it was left or at an iteration."""

    type: Literal["switch"]
    branch: Id
    iteration: Index | None = None


class Rename(Command):
    type: Literal["rename"]
    branch: Id
    name: Name


class Drop(Command):
    """Forget a branch, but not the current one."""

    type: Literal["drop"]
    branch: Id


class Subscribe(Command):
    """What the frames carry beside the totals: an unseen panel costs nothing.

    `view` is a window: low and high of both inputs, or of x1 and then of x2. `warp` is a hidden
    layer, from 0, and two of its units, `explain` the address of a number (see docs/protocol.md).
    """

    type: Literal["subscribe"]
    tables: bool = True
    regions: bool = True
    grid: Index = 0
    units: Index = 0
    warp: Triple | None = None
    histograms: bool = False
    curve: Index = 0
    view: View | None = None
    explain: dict[str, Json] | None = None


class Answer(Command):
    """A guess of a number that the page hides."""

    type: Literal["answer"]
    quantity: dict[str, Json]
    value: float
    tolerance: float | None = None


class Check(Command):
    """Compare every gradient with a difference of losses."""

    type: Literal["check"]


class Ping(Command):
    type: Literal["ping"]


Training = Step | Epoch | Back | Goto | Switch
Cancellable = Training | Check
Edit = (
    Configure | SetParam | Nudge | SetParams | MovePoint | AddPoint | RemovePoint | Relabel
    | SetPoints
)  # fmt: skip
Lasting = (
    Edit | Step | Epoch | Play | Pause | Back | Goto | Reset | Randomize
    | Fork | Switch | Rename | Drop
)  # fmt: skip


class Dated(Message):
    """A command and the iteration it was applied at; null if that was not heard of."""

    command: Annotated[Lasting, Field(discriminator="type")]
    at: Index | None


class Resume(Command):
    """Continue from a checkpoint, beside other branches, with the commands that came after it."""

    type: Literal["resume"]
    checkpoint: str
    branches: str | None = None
    commands: Annotated[list[Dated], ONE_MISTAKE, Field(max_length=MAX_COMMANDS)]
    iteration: Index


class Ack(Message):
    """Frame `seq`, and so every one before it, has been drawn."""

    type: Literal["ack"]
    seq: Index


class Cancel(Message):
    """End the training that was asked for; it acts at once, however many commands wait."""

    type: Literal["cancel"]


Incoming = Annotated[
    Lasting | Start | Resume | Subscribe | Answer | Check | Ping | Ack | Cancel,
    Field(discriminator="type"),
]
CLAIMED = re.compile(r'"id"\s*:\s*([1-9]\d{0,9})\s*[,}]')
EDIT: TypeAdapter[Command] = TypeAdapter(Annotated[Edit, Field(discriminator="type")])
INCOMING: TypeAdapter[Command | Ack | Cancel] = TypeAdapter(Incoming)


class Refused(NamedTuple):
    """In the place of a command that waits: a message that was none, or one that was cancelled."""

    id: int | None
    error: ConfigError


def read(text: str) -> Command | Ack | Cancel:
    """Return the message; ConfigError if it is not one."""
    check_values("message", text.count(","))
    try:
        return INCOMING.validate_json(text)
    except ValidationError as error:
        raise complaint(error, tagged=True) from None


def check_values(field: str, commas: int) -> None:
    """Refuse, before it is parsed, JSON of so many values that reading it would hold others up."""
    if commas > MAX_VALUES:
        rule = f"must have at most {MAX_VALUES} values"
        raise ConfigError(field, rule, commas, "count", low=0, high=MAX_VALUES)


def claimed_id(text: str | None) -> int | None:
    """Return the id that a refused message claims to have, if one can be seen in it."""
    found = CLAIMED.search(text or "")
    return int(found[1]) if found and int(found[1]) <= MAX_ID else None


def hello(settings: Settings) -> dict[str, Json]:
    """Return the first event: who speaks, and within which limits."""
    limits = {name: value for name, value in settings if name.startswith("max_")}
    return {"type": "hello", "protocol": SUBPROTOCOL, "version": VERSION, "limits": limits}
