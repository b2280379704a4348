"""Our engine with NumPy alone, whatever else is installed beside it."""

from __future__ import annotations

import runpy
import sys

if __name__ == "__main__":
    sys.modules["numba"] = None  # type: ignore[assignment]
    runpy.run_module("bench.peers.ours", run_name="__main__")
