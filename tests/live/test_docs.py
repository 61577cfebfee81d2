"""The page at /docs, in a browser that can reach only the portal."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.live.server import Server

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: apt-get install chromium-headless-shell"
)
def test_page_of_the_interface_renders_without_another_network(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    assert CHROMIUM
    url = serve().url
    paths = httpx.get(f"{url}/api/openapi.json").json()["paths"]
    page = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--virtual-time-budget=20000", "--dump-dom", f"{url}/docs",
        ],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    shown = set(re.findall(r'data-path="([^"]+)"', page))
    assert shown == set(paths)
    assert "Store one review of a word." in page
