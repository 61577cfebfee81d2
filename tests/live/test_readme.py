import re
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.live.server import Server
from tests.test_documents import README


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_round_trip_prints_what_the_readme_says(serve: Callable[..., Server]) -> None:
    server = serve()
    blocks = re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    steps = re.findall(r"^\$ (curl .*)\n(.*)$", "\n".join(blocks), re.MULTILINE)
    assert len(steps) == 6
    host = server.url.removeprefix("http://").replace("127.0.0.1", "localhost")
    for command, printed in steps:
        result = subprocess.run(
            command.replace("localhost:5000", host),
            shell=True, capture_output=True, text=True, check=True,
        )  # fmt: skip
        output = result.stdout.replace(host, "localhost:5000").replace(
            host.replace(":", "%3A"), "localhost%3A5000"
        )
        expected = ".+?".join(re.escape(part) for part in printed.split("…"))
        assert re.fullmatch(expected, output.strip()), f"{command}\n{output}"
