"""Calibration: how well recall was predicted."""

from math import sqrt

from portal.memory.projection import Projection
from portal.memory.updates import MILLION
from portal.schemas import Calibration, CalibrationBin


async def get_calibration(projection: Projection) -> Calibration:
    """Return predicted against actual recall, by twentieths of the predicted probability."""
    database = await projection.refreshed()
    rows = await database.fetch_all("SELECT * FROM calibration_counts ORDER BY bin")
    total = sum(row["review_count"] for row in rows)
    bins = [
        CalibrationBin(
            review_items_count=row["review_count"],
            predicted=round(row["predicted_sum"] / MILLION / row["review_count"], 4),
            actual=round(row["correct_count"] / row["review_count"], 4),
        )
        for row in rows
    ]
    if not total:
        return Calibration(items=[], review_items_count=0, log_loss=None, rmse=None)
    squares = sum(bin_.review_items_count * (bin_.predicted - bin_.actual) ** 2 for bin_ in bins)
    return Calibration(
        items=bins,
        review_items_count=total,
        log_loss=round(sum(row["log_loss_sum"] for row in rows) / MILLION / total, 4),
        rmse=round(sqrt(squares / total), 4),
    )
