"""Which modules a script needs, so that a page asks for all at once and not level by level."""

from __future__ import annotations

import re
from pathlib import Path

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(
    r"""^(?:import\s*|(?:import|export)\b[^"';]*?\bfrom\s*)["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)


def needed(folder: Path, *scripts: str) -> list[str]:
    """Return these scripts of a folder and what they import, nearest first, each once."""
    found = dict.fromkeys(scripts)
    for name in (waiting := list(found)):
        path = folder / name
        for near in IMPORT.findall(COMMENT.sub("", path.read_text("utf-8"))):
            module = (path.parent / near).resolve().relative_to(folder.resolve()).as_posix()
            if module not in found:
                found[module] = None
                waiting.append(module)
    return waiting
