"""The screens that the scenes are looked at on."""

from __future__ import annotations

# Width, height, whether fingers touch it, whether it is a projector.
SIZES = {
    "design": (1280, 720, False, False),
    "projector": (1920, 1080, False, True),
    "small-projector": (1280, 720, False, True),
    "small": (1024, 768, False, False),
    "low": (1024, 600, False, False),
    "tablet": (820, 1180, True, False),
    "wide-tablet": (1180, 820, True, False),
    "phone": (390, 844, True, False),
}
