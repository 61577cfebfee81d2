"""Fitting the parameters of FSRS to a learner's record.

The parameters are fitted to the earlier part of the record. Whether they predict better than those
by default is measured on the later part, which they have not seen, by the two figures of the
open-spaced-repetition benchmark (https://github.com/open-spaced-repetition/srs-benchmark).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem

from portal.errors import PortalError
from portal.memory.model import fsrs_reviews
from portal.record.review_item import ReviewItem

MIN_REVIEWS = 400
LATER_PART = 0.2  # of the reviews, on which parameters are compared
MAX_REVIEWS_OF_WORD = 64  # the first ones; work and memory grow with the square of their number


class Accuracy(NamedTuple):
    """How well recall was predicted: the smaller, the better."""

    log_loss: float
    rmse: float  # between the predicted and the actual share of recalls, by bins


class Fit(NamedTuple):
    """Fitted parameters, and how well they and those by default predict the later reviews."""

    parameters: tuple[float, ...]
    fitted: Accuracy
    default: Accuracy
    review_count: int

    @property
    def is_better(self) -> bool:
        """Whether the fitted parameters predict better than those by default."""
        return self.fitted.log_loss < self.default.log_loss


def fit(histories: Iterable[Sequence[ReviewItem]]) -> Fit:
    """Return parameters fitted to all reviews of each word, in chronological order.

    Raises PortalError, which says how many are missing, if there are fewer than MIN_REVIEWS
    reviews on a later day than the word's first one. Only these tell how fast a learner forgets.
    """
    items = sorted(
        (item for history in histories for item in _items(history)), key=lambda item: item[0]
    )
    if len(items) < MIN_REVIEWS:
        raise PortalError(
            f"{MIN_REVIEWS - len(items)} reviews are missing: parameters need {MIN_REVIEWS} "
            f"reviews of words on another day than the one before, and there are {len(items)}"
        )
    split = round(len(items) * (1 - LATER_PART))
    earlier, later = [[item for _, item in part] for part in (items[:split], items[split:])]
    parameters = FSRS(DEFAULT_PARAMETERS).compute_parameters(earlier)
    return Fit(
        tuple(parameters),
        fitted=_accuracy(parameters, later),
        default=_accuracy(DEFAULT_PARAMETERS, later),
        review_count=len(items),
    )


def _items(history: Sequence[ReviewItem]) -> Iterable[tuple[str, FSRSItem]]:
    """Yield the time of each recall on another day, and the reviews up to it."""
    reviews = fsrs_reviews(history[:MAX_REVIEWS_OF_WORD])
    for index in range(1, len(reviews)):
        if history[index].day > history[index - 1].day:
            yield history[index].created_at, FSRSItem(reviews[: index + 1])


def _accuracy(parameters: Sequence[float], items: list[FSRSItem]) -> Accuracy:
    evaluation = FSRS(parameters).evaluate(items)
    return Accuracy(evaluation.log_loss, evaluation.rmse_bins)
