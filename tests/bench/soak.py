"""A long mixed load on one portal, to see whether it grows: `invoke soak`."""

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.bench import databases
from tests.bench.load import CLIENTS
from tests.bench.servers import serving

SAMPLE_S = 15
SILENT_CLIENTS = 50  # that ask for pages and never read one

# Of twenty requests, ten are reviews, one is a batch, and nine are reads.
_SCRIPT = """
local json = {["Content-Type"] = "application/json"}
local review = '{"correct": true}'
local batch = '{"reviews": [%s]}'
local reads = {"/api/words?page=2", "/api/words?sort_by=wrong_count&order=desc", "/api/groups",
    "/api/groups/1/words", "/api/study_sessions", "/api/study_sessions/1/words",
    "/api/dashboard/quick-stats", "/api/study_activities", "/api/health"}
local n = 0
request = function()
    n = n + 1
    local word = n %% 1000 + 1
    local kind = n %% 20
    if kind < 10 then
        return wrk.format("POST", "/api/study_sessions/1/words/" .. word .. "/review", json, review)
    elseif kind == 10 then
        return wrk.format("POST", "/api/study_sessions/1/reviews", json, batch)
    end
    return wrk.format("GET", reads[kind - 10], nil, nil)
end
done = function(summary)
    local bad = summary.errors
    io.write(string.format("%%d requests, %%d errors\\n", summary.requests,
        bad.status + bad.connect + bad.read + bad.write + bad.timeout))
end
"""


def main() -> int:
    """Load a portal for some minutes, and print its memory and descriptors at intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    options = parser.parse_args()
    reviews = ", ".join(f'{{"word_id": {n}, "correct": false}}' for n in range(1, 51))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = databases.make(folder / "soak.db", sessions=1, reviews=0)
        script = folder / "soak.lua"
        script.write_text(_SCRIPT % reviews)
        with serving("portal", database, folder) as (url, portal):
            seconds = max(1, round(60 * options.minutes))
            load = subprocess.Popen(
                ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", script, url],
                stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            samples = list(_samples(portal, load, SilentClients(url)))
            output, _ = load.communicate()
    print(output.strip().splitlines()[-1])
    third = max(1, len(samples) // 3)
    for what, index in (("resident MiB", 0), ("file descriptors", 1), ("threads", 2)):
        values = [sample[index] for sample in samples]
        first, last = statistics.median(values[:third]), statistics.median(values[-third:])
        print(f"{what}: {first:.0f} in the first third, {last:.0f} in the last")
    return 0


class SilentClients:
    """Connections that ask for pages and never read one. The oldest make room for new ones."""

    def __init__(self, url: str) -> None:
        """`url` is the address of the portal."""
        self._address = urlsplit(url)
        self._clients: deque[socket.socket] = deque()

    def renew(self) -> None:
        """Replace a quarter of the clients, the oldest, and open the missing ones."""
        for _ in range(SILENT_CLIENTS // 4 if self._clients else 0):
            self._clients.popleft().close()
        while len(self._clients) < SILENT_CLIENTS:
            client = socket.create_connection((self._address.hostname, self._address.port), 30)
            client.sendall(200 * b"GET /api/words HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self._clients.append(client)


def _samples(
    portal: psutil.Process, load: "subprocess.Popen[str]", silent: SilentClients
) -> "list[tuple[float, int, int]]":
    samples = []
    start = time.monotonic()
    while True:
        silent.renew()
        try:
            load.wait(SAMPLE_S)
        except subprocess.TimeoutExpired:
            sample = (portal.memory_info().rss / 2**20, portal.num_fds(), portal.num_threads())
            samples.append(sample)
            print(
                f"{time.monotonic() - start:5.0f} s: {sample[0]:.1f} MiB, {sample[1]} file "
                f"descriptors, {sample[2]} threads",
                flush=True,
            )
        else:
            return samples


if __name__ == "__main__":
    sys.exit(main())
