"""wrk, the load generator, pinned to one core."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, CLIENT_CORE = 0, 1

# Each request has another word, as in a lesson. The summary is printed as JSON.
_SCRIPT = """
local n = 0
request = function()
    n = n % {words} + 1
    return wrk.format("{method}", (string.gsub("{path}", "{{word}}", n)), {headers}, {body})
end
done = function(summary, latency)
    local bad = summary.errors
    io.write(string.format(
        '{{"requests": %d, "microseconds": %d, "errors": %d, "p50": %d, "p99": %d}}\\n',
        summary.requests, summary.duration,
        bad.status + bad.connect + bad.read + bad.write + bad.timeout,
        latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Request:
    """A request that clients repeat; `{word}` in its path is another word id each time."""

    path: str
    body: object = None

    def script(self) -> str:
        """Return the Lua script for wrk."""
        posts = self.body is not None
        return _SCRIPT.format(
            words=1000,
            method="POST" if posts else "GET",
            path=self.path,
            headers='{["Content-Type"] = "application/json"}' if posts else "nil",
            body=f"[==[{json.dumps(self.body)}]==]" if posts else "nil",
        )


@dataclass(frozen=True)
class Result:
    """The result of one run of wrk; latencies are in microseconds."""

    requests: int
    rate: float
    p50: float
    p99: float


CLIENTS = 32
REVIEW = Request("/api/study_sessions/1/words/{word}/review", {"correct": True})
# The requests that are measured on every server.
REQUESTS = {"review": REVIEW, "word": Request("/api/words/{word}"), "page": Request("/api/words")}


def drive(url: str, request: Request, *, clients: int, seconds: float) -> Result:
    """Send `request` over `clients` keep-alive connections; raise if any response is an error."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(request.script())
        script.flush()
        output = subprocess.run(
            [
                "taskset", "-c", str(CLIENT_CORE),
                "wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s",
                "-s", script.name, url,
            ],
            capture_output=True, text=True, check=True, timeout=seconds + 30,
        ).stdout  # fmt: skip
    found = json.loads(output.splitlines()[-1])
    if found["errors"] or not found["requests"]:
        raise RuntimeError(f"{url}{request.path}: {found}")
    rate = 1e6 * found["requests"] / found["microseconds"]
    return Result(found["requests"], rate, found["p50"], found["p99"])


def pin() -> None:
    """Pin this process, which may send requests too, to the core of the load generator."""
    os.sched_setaffinity(0, {CLIENT_CORE})


def machine() -> str:
    """Describe the machine."""
    names = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({names[0] if names else 'unknown'}), {memory:.0f} GiB"
