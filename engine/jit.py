"""The one optional import: Numba, of the extra `fronteira[fast]`, and how the kernel uses it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit, version_info

if version_info.short != (0, 68):
    raise ImportError(f"The kernel is written for Numba 0.68, not {version_info.full}")

F = TypeVar("F", bound=Callable[..., Any])

# Nothing reorders a sum or takes a number to be finite; a product and a sum may be one instruction,
# which is the more precise and always the same. Nothing is allocated, so arrays need not be
# counted, which would cost more than an update.
OPTIONS: dict[str, Any] = {"error_model": "numpy", "fastmath": {"contract"}, "_nrt": False}


def compiled(function: F) -> F:
    """Make a part of the kernel, compiled into whatever calls it."""
    return cast(F, njit(forceinline=True, **OPTIONS)(function))


def cached(signature: str) -> Callable[[F], F]:
    """Compile for these types here and now, or load what was compiled before."""

    def compile_or_load(function: F) -> F:
        before, config.CACHE_DIR = config.CACHE_DIR, config.CACHE_DIR or _folder()
        try:
            return cast(F, njit(signature, cache=True, **OPTIONS)(function))
        finally:
            config.CACHE_DIR = before

    return compile_or_load


def kept() -> bool:
    """Whether the kernel was compiled before."""
    return any(Path(config.CACHE_DIR or _folder()).rglob("*.nbi"))


def _folder() -> str:
    """A folder for these very sources: Numba looks only at the file of the outermost function."""
    here = Path(__file__)
    sources = [here, *sorted(here.parent.glob("kernel*.py"))]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    return str(here.parent / "__pycache__" / f"kernel-{digest.hexdigest()[:16]}")
