"""Fixtures of the views' tests."""

import pytest

from portal.clock import Clock
from tests.api.past import NOW


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the portal's clock at NOW."""
    monkeypatch.setattr(Clock, "now", lambda _clock: NOW)
