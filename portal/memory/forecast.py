"""The forecast: how many words fall due on the days to come."""

from datetime import date, timedelta

from portal.memory.due_words import NEW_COUNT
from portal.memory.projection import Projection
from portal.schemas import Forecast, ForecastDay


async def get_forecast(projection: Projection, days: int) -> Forecast:
    """Return the numbers of words that fall due today and on the following days, `days` in all.

    Suspended words are left out.
    """
    database = await projection.refreshed()
    today = date.fromisoformat(database.clock.today())
    last = date.fromordinal(min(today.toordinal() + days - 1, date.max.toordinal()))
    rows = await database.fetch_all(
        """
        SELECT max(due_day, :today) AS day, count(*) AS due_count
        FROM word_memories
        WHERE due_day <= :last AND word_id NOT IN (SELECT word_id FROM suspensions)
        GROUP BY 1
        """,
        {"today": today.isoformat(), "last": last.isoformat()},
    )
    due_counts = {row["day"]: row["due_count"] for row in rows}
    row = await database.fetch_one(f"SELECT {NEW_COUNT} AS new_count FROM total_counts")
    assert row is not None
    shown = [
        (today + timedelta(days=offset)).isoformat() for offset in range((last - today).days + 1)
    ]
    return Forecast(
        items=[ForecastDay(day=day, due_count=due_counts.get(day, 0)) for day in shown],
        new_count=row["new_count"],
    )
