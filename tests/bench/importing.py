"""How long a list of 50,000 new words takes, and how long reviews posted meanwhile wait."""

import asyncio
import tempfile
import time
from pathlib import Path

import httpx
import msgspec

from tests.live.server import Server
from tests.support import launch, review

WORDS = 50_000


async def measure(url: str, words: int = WORDS) -> tuple[float, float, int]:
    """Import so many words; return the seconds, a review's longest wait, and how many failed."""
    entries = [
        {"german": f"das Wort {n}", "english": f"word {n}", "pos": "noun", "cefr": "A1"}
        for n in range(words)
    ]
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        session = await launch(client)
        start = time.perf_counter()
        importing = asyncio.create_task(
            client.post(
                "/api/words/import",
                content=msgspec.json.encode(entries),
                headers={"Content-Type": "application/json"},
            )
        )
        longest, failed = 0.0, 0
        while not importing.done():
            sent = time.perf_counter()
            failed += (await review(client, session, 1, True)).status_code != 201
            longest = max(longest, time.perf_counter() - sent)
        assert (await importing).json()["created"] == words
        return time.perf_counter() - start, longest, failed


def main() -> None:
    """Measure a portal of its own, and print what was found."""
    with tempfile.TemporaryDirectory() as name, Server(Path(name) / "words.db") as server:
        took, longest, failed = asyncio.run(measure(server.url))
    print(
        f"{WORDS} words: {took:.1f} s; reviews meanwhile: {longest:.2f} s at most, {failed} failed"
    )


if __name__ == "__main__":
    main()
