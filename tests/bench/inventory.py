"""A large inventory: import of a list of words, search, and due words."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import msgspec

from portal.operations import commands
from portal.settings import load_settings
from tests.bench import databases
from tests.bench.load import Request, drive
from tests.bench.servers import serving
from tests.support import launch, review

LISTED = 50_000
VOCABULARY = 100_000
STUDIED = 20_000
WORKERS = (1, 2)

SEARCHES = ("haus", "ha", "h")  # each has more matches than the one before
DUE = ("/api/words/due", "/api/words/due?group_id=1&limit=100")

_STEMS = """
    abend arm bahn baum berg bild blatt boden brief buch dach dorf druck eis fahr feld fenster
    feuer fisch flug fluss freund frucht garten geld glas gold grund haar hand haus haut herz hof
    holz hund jahr karte katze kind kleid kopf korn kraft kunst land last laub leben licht luft
    mann markt meer mensch milch mond morgen mund nacht name netz ofen papier pferd platz rad rat
    raum recht regen ring rock rohr salz schiff schnee schule see seil sonne spiel sprache stadt
    staub stein stern stoff straße stück stuhl tag tal tasche tisch tor traum tür uhr vogel wald
    wand wasser weg wein welt werk wetter wind wort zahl zeit zelt zimmer zug
"""


def rows(folder: Path, rounds: int, seconds: float) -> Iterator[tuple[str, list[float], str]]:
    """Yield the name of a measurement, its figure in each round, and the target."""
    fresh = databases.make(folder / "fresh.db", sessions=1, reviews=0)
    entries = msgspec.json.encode(vocabulary(LISTED))
    for workers in WORKERS:
        found = [_import(fresh, folder, entries, workers) for _ in range(rounds)]
        served = "a portal" if workers == 1 else f"{workers} workers"
        yield (
            f"{served} importing {LISTED:,} words, in seconds",
            [took for took, _ in found],
            "≤ 10",
        )
        yield "… the longest wait of a review meanwhile, in seconds", [w for _, w in found], ""
    large = _made(folder / "large.db", VOCABULARY)
    studied = _made(folder / "studied.db", STUDIED, studied=True)
    reads = [
        *((large, f"/api/words?search={text}", 10) for text in SEARCHES),
        *((studied, path, 20) for path in DUE),
    ]
    with ExitStack() as stack:
        urls = {
            path: stack.enter_context(serving("portal", path, folder)).url
            for path in (large, studied)
        }
        for database, path, target in reads:
            times = [
                drive(urls[database], Request(path), clients=1, seconds=seconds).p50 / 1000
                for _ in range(rounds)
            ]
            size = f"{VOCABULARY:,}" if database == large else f"{STUDIED:,} studied"
            yield f"`GET {path}` with {size} words, in ms", times, f"≤ {target}"


def vocabulary(count: int) -> list[dict[str, str]]:
    """Make distinct words of one to three stems, like German compounds."""
    chance, stems = random.Random(1), _STEMS.split()
    words: dict[str, dict[str, str]] = {}
    while len(words) < count:
        german = "".join(chance.choices(stems, k=chance.choice((1, 2, 2, 3)))).capitalize()
        english = f"{german} in English"
        words[german] = {"german": german, "english": english, "pos": "noun", "cefr": "B1"}
    return [*words.values()]


def _import(database: Path, folder: Path, entries: bytes, workers: int) -> tuple[float, float]:
    """Return the duration of an import, and the longest wait of a review meanwhile, in seconds."""
    with serving("portal", database, folder, PORTAL_WORKERS=str(workers)) as (url, _):
        return asyncio.run(_import_beside_reviews(url, entries))


async def _import_beside_reviews(url: str, entries: bytes) -> tuple[float, float]:
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        session = await launch(client)
        start = time.perf_counter()
        json = {"Content-Type": "application/json"}
        importing = asyncio.create_task(
            client.post("/api/words/import", content=entries, headers=json)
        )
        longest = 0.0
        while not importing.done():
            sent = time.perf_counter()
            answer = await review(client, session, 1, True)
            assert answer.status_code == 201, answer.text
            longest = max(longest, time.perf_counter() - sent)
        assert (await importing).json()["created"] > LISTED * 0.99
        return time.perf_counter() - start, longest


def _made(path: Path, words: int, *, studied: bool = False) -> Path:
    """Make a database with a number of words, each of which was studied at least once."""
    settings = load_settings({"PORTAL_DATABASE": str(path)})
    databases.make(path, sessions=1, reviews=0)
    listed = path.with_suffix(".json")
    made = vocabulary(words)
    for first in range(0, words, LISTED):
        listed.write_bytes(msgspec.json.encode(made[first : first + LISTED]))
        asyncio.run(commands.import_words(settings, listed, group="Compounds"))
    if studied:
        databases.study(path, sessions=200, reviews=3 * words)
    return path
