"""Which modules a script imports, and what only looks like an import."""

from __future__ import annotations

from pathlib import Path

from app.modules import needed


def test_what_is_imported_is_needed_once(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        '/** @import { T } from "./types.js" */\n'
        'import "./b.js";\nimport {\n  one,\n} from "./deep/c.js";\n'
        'export const where = "./nowhere.js";\n'
        'import { unzlibSync } from "fflate";\n'
    )
    (tmp_path / "b.js").write_text('export * from "./a.js";\n')
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/c.js").write_text('import { b } from "../b.js";\n')
    assert needed(tmp_path, "a.js") == ["a.js", "b.js", "deep/c.js"]
