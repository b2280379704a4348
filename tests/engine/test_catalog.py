"""The catalog finds every member, describes it, builds it and refuses what it cannot build."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest

from engine import catalog, losses
from engine.params import ConfigError, Settings

NAMES = {
    "loss": "weston_watkins one_vs_all structured_svm hinge squared_hinge hinge_embedding softmax "
    "binary_cross_entropy negative_log_likelihood kl_divergence squared_error mean_squared_error "
    "mean_absolute_error huber",
    "activation": "step linear sigmoid tanh sine relu leaky_relu elu softplus gelu silu maxout "
    "softmax log_softmax",
    "optimizer": "gd momentum nesterov adagrad rmsprop adadelta adam adamw",
    "penalty": "l2 l1",
    "initializer": "zero small xavier he too_large normal uniform",
    "data": "cs231n lecture_frame separable overlapping outlier three_in_a_row overlapping_row "
    "blobs moons cs231n_spiral convnet_simple convnet_circle convnet_spiral convnet_random "
    "convnet_sine playground_circle playground_xor playground_gauss playground_spiral "
    "playground_plane playground_gaussian",
    "feature": "x1 x2 x1_squared x2_squared x1_x2 sin_x1 sin_x2 cos_x1 cos_x2",
}
MEMBERS = [(family, name) for family in catalog.FAMILIES for name in catalog.members(family)]
SETTINGS = [
    (family, name, setting)
    for family, name in MEMBERS
    for setting in catalog.members(family)[name].describe()["settings"]
]

all_members = pytest.mark.parametrize(
    ("family", "name"), MEMBERS, ids=[f"{family}-{name}" for family, name in MEMBERS]
)
all_settings = pytest.mark.parametrize(
    ("family", "name", "setting"),
    SETTINGS,
    ids=[f"{family}-{name}-{setting['name']}" for family, name, setting in SETTINGS],
)


def refused(family: str, config: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        catalog.make(family, config, "here")
    return caught.value


@pytest.mark.parametrize("family", catalog.FAMILIES)
def test_names_are_stable_because_links_and_files_carry_them(family: str) -> None:
    assert list(catalog.members(family)) == NAMES[family].split()


def test_the_schema_is_json_and_the_same_every_time() -> None:
    schema = catalog.schema()
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema == catalog.schema()
    assert schema["version"] == 1
    assert {f: [m["name"] for m in ms] for f, ms in schema["families"].items()} == {
        family: names.split() for family, names in NAMES.items()
    }


def test_only_classes_written_in_the_family_are_members(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stray(losses.Loss):
        """A loss of a test is not on the learner's menu, not even where the module can see it."""

        name = "stray"

    monkeypatch.setattr(losses, "Stray", Stray, raising=False)
    catalog.members.cache_clear()
    assert "stray" not in catalog.members("loss")
    assert refused("loss", "stray").code == "unknown_name"


@all_members
def test_a_member_is_documented_and_describes_what_it_builds(family: str, name: str) -> None:
    member = catalog.members(family)[name]
    description = member.describe()
    assert member.__doc__
    assert re.fullmatch("[a-z][a-z0-9_]*", name)
    config = {"name": name} | {s["name"]: s["default"] for s in description["settings"]}
    assert catalog.normalise(family, name, "here") == config
    assert catalog.normalise(family, {"name": name}, "here") == config
    assert catalog.normalise(family, config, "here") == config
    made = catalog.make(family, config, "here")
    assert type(made) is member
    assert {"name": name} | made.values() == config


@all_settings
def test_a_default_obeys_its_own_rule(family: str, name: str, setting: dict[str, Any]) -> None:
    declared = catalog.members(family)[name].settings()[setting["name"]]
    assert declared.parse(setting["default"]) == setting["default"]
    assert setting["kind"] in ("number", "integer", "choice", "flag")
    assert setting["scale"] in ("linear", "log")


@all_settings
def test_a_slider_lies_inside_its_range(family: str, name: str, setting: dict[str, Any]) -> None:
    if setting["kind"] not in ("number", "integer"):
        assert setting["slider"] is None
        return
    low, high = setting["slider"]
    assert setting["low"] <= low < high <= setting["high"]
    if setting["scale"] == "log":
        assert low > 0.0
        assert setting["default"] == 0.0 or low <= setting["default"] <= high


def test_a_step_size_may_be_typed_far_beyond_its_slider() -> None:
    rate = catalog.members("optimizer")["gd"].settings()["learning_rate"].describe()
    assert (rate["low"], rate["high"], rate["slider"]) == (0.0, 1e9, [1e-4, 10.0])
    assert catalog.make("optimizer", {"name": "gd", "learning_rate": 1e6}, "here")
    assert catalog.make_penalties({"l2": 1e6, "l1": 1e6}, "here")


@all_settings
def test_every_setting_refuses_what_it_cannot_be(
    family: str, name: str, setting: dict[str, Any]
) -> None:
    wrong: list[object] = [None, [], {}, "no such choice", 1j]
    if setting["kind"] != "flag":
        wrong.append(True)
    if setting["kind"] in ("number", "integer"):
        low, high = setting["low"], setting["high"]
        wrong += [math.nan, math.inf, -math.inf, low - 1, high + 1, 10**400]
        wrong += [low] * setting["low_open"] + [high] * setting["high_open"]
    for value in wrong:
        error = refused(family, {"name": name, setting["name"]: value})
        assert error.field == f"here.{setting['name']}"
        assert error.code in ("number", "integer", "finite", "range", "choice", "type")


@all_members
def test_a_misspelt_setting_is_refused(family: str, name: str) -> None:
    error = refused(family, {"name": name, "lerning_rate": 1})
    assert (error.field, error.code, error.value) == ("here.lerning_rate", "unknown_field", 1)


@pytest.mark.parametrize("family", catalog.FAMILIES)
@pytest.mark.parametrize("config", ["nonsense", "Softmax", {}, {"name": 3}, None, 7, ["tanh"], ""])
def test_an_unknown_name_is_refused_with_the_known_ones(family: str, config: object) -> None:
    error = refused(family, config)
    assert (error.field, error.code) == ("here.name", "unknown_name")
    assert error.details["choices"] == list(catalog.members(family))


def test_keys_that_are_not_text_are_refused() -> None:
    assert refused("optimizer", {"name": "gd", 3: 4}).field == "here.3"


def test_a_config_is_not_changed_by_reading_it() -> None:
    config = {"name": "gd", "learning_rate": 1}
    catalog.make("optimizer", config, "here")
    assert config == {"name": "gd", "learning_rate": 1}


def test_penalties_are_read_from_one_flat_config() -> None:
    l2, l1 = catalog.make_penalties({"l2": 0.1, "l2_convention": "cs231n"}, "penalty")
    assert (l2.name, l2.values()) == ("l2", {"strength": 0.1, "convention": "cs231n"})
    assert (l1.name, l1.values()) == ("l1", {"strength": 0.0})
    assert catalog.normalise_penalties({"l1": 1}, "penalty") == {
        "l2": 0.0,
        "l2_convention": "half",
        "l1": 1.0,
    }


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"l2": -1}, "penalty.l2 must be in [0, 1e9], got -1"),
        ({"l1": math.nan}, "penalty.l1 must be finite, got nan"),
        (
            {"l2_convention": "double"},
            "penalty.l2_convention must be one of half, full, cs231n, got 'double'",
        ),
        ({"l3": 1}, "penalty must be one of l2, l2_convention, l1, got 'l3'"),
        ({"l2_strength": 1}, "penalty must be one of l2, l2_convention, l1, got 'l2_strength'"),
        (0.1, "penalty must be an object, got 0.1"),
    ],
)
def test_wrong_penalties_are_refused(config: object, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        catalog.make_penalties(config, "penalty")
    assert str(caught.value) == sentence


def test_a_member_is_a_settings_class() -> None:
    assert all(issubclass(catalog.members(f)[n], Settings) for f, n in MEMBERS)
