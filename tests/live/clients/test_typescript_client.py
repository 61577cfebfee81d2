"""The types that openapi-typescript generates from the served document, and openapi-fetch."""

import json
import shutil
from pathlib import Path

from tests.live.server import Server
from tests.web.node import NODE_MODULES, TSC, needs_packages, node

SOURCE = Path(__file__).with_name("post_review.mts")
GENERATOR = NODE_MODULES / "openapi-typescript" / "bin" / "cli.js"


@needs_packages
def test_generated_client_posts_a_review(server: Server, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    shutil.copy(SOURCE, tmp_path)
    steps = (
        (GENERATOR, f"{server.url}/api/openapi.json", "--output", "portal.d.ts"),
        (TSC, "--strict", "--target", "es2023", "--module", "nodenext", "--types", "", SOURCE.name),
        (SOURCE.with_suffix(".mjs").name, server.url),
    )
    for step in steps:
        result = node(*step, cwd=tmp_path)
        assert result.returncode == 0, result.stdout + result.stderr
    assert json.loads(result.stdout) == {"success": True, "counts": [[1, 1, 0]]}
