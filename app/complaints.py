"""What pydantic finds wrong, said as the engine says it: field, rule, value, code."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from engine import ConfigError

NESTED = "command"
EXPECTED = {
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "list_type": "array",
    "string_type": "text",
    "bool_type": "boolean",
}
RULES = {
    "json_invalid": ("json", "must be JSON"),
    "missing": ("missing", "is missing"),
    "extra_forbidden": ("unknown_field", "is no field of this"),
    "finite_number": ("finite", "must be finite"),
    "float_type": ("number", "must be a number"),
    "int_type": ("integer", "must be an integer"),
    "int_from_float": ("integer", "must be an integer"),
    "int_parsing": ("integer", "must be an integer"),
    "float_parsing": ("number", "must be a number"),
}
BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}


def complaint(error: ValidationError, whole: str = "message", tagged: bool = False) -> ConfigError:
    """Return the first thing found wrong; `whole` names what has no field of its own.

    `tagged` says that what was validated is a union, so that a path starts with a tag.
    """
    found = error.errors(include_url=False)[0]
    kind, context = found["type"], found.get("ctx", {})
    field, value = _field(found["loc"][tagged:]) or whole, found["input"]
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _unknown_type(field if field != whole else "", context)
    if kind in EXPECTED:
        expected = EXPECTED[kind]
        return ConfigError(field, f"must be {_a(expected)}", value, "type", expected=expected)
    if bounds := context.keys() & BOUNDS:
        return _out_of_range(field, value, {bound: context[bound] for bound in bounds})
    if kind in ("too_short", "too_long"):
        return _wrong_count(field, value, context)
    code, rule = RULES.get(kind, ("invalid", found["msg"]))
    return ConfigError(field, rule, None if code == "missing" else value, code)


def described(error: ConfigError) -> dict[str, Any]:
    """Return an error as JSON; `code` and `args` let a page say it in its own language."""
    return {
        "field": error.field,
        "rule": error.rule,
        "value": error.value,
        "code": error.code,
        "args": error.details,
        "message": str(error),
    }


def _field(place: tuple[int | str, ...]) -> str:
    """Return the dotted path, without the tags that name a command's type."""
    parts = [
        str(part) for index, part in enumerate(place) if not (index and place[index - 1] == NESTED)
    ]
    return ".".join(parts)


def _a(noun: str) -> str:
    return noun if noun == "text" else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _unknown_type(field: str, context: dict[str, Any]) -> ConfigError:
    path = f"{field}.type" if field else "type"
    if "tag" not in context:
        return ConfigError(path, "is missing", None, "missing")
    choices = context["expected_tags"].replace("'", "").split(", ")
    rule = f"must be one of {', '.join(choices)}"
    return ConfigError(path, rule, context["tag"], "unknown_name", choices=choices)


def _out_of_range(field: str, value: object, context: dict[str, float]) -> ConfigError:
    rule = "must be " + " and ".join(f"{BOUNDS[key]} {context[key]:g}" for key in context)
    low, high = context.get("ge", context.get("gt")), context.get("le", context.get("lt"))
    limits = {"low": low, "high": high, "low_open": "gt" in context, "high_open": "lt" in context}
    return ConfigError(field, rule, value, "range", **limits)


def _wrong_count(field: str, value: object, context: dict[str, Any]) -> ConfigError:
    low, high = context.get("min_length"), context.get("max_length")
    rule = f"must have at {f'least {low}' if high is None else f'most {high}'} items"
    return ConfigError(field, rule, value, "count", low=low, high=high)
