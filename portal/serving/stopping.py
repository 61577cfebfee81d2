"""How the processes of the portal stop: signals, time limits, exit statuses."""

import asyncio
import signal
from collections.abc import Callable

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
DRAIN_TIMEOUT_S = 5.0  # for requests that are being answered
CLOSE_TIMEOUT_S = 4.0  # after that, for the last commit
STARTUP_FAILED = 3  # exit status of a worker


def block_stop_signals() -> None:
    """Hold back STOP_SIGNALS until `on_stop_signals`; processes started meanwhile inherit this."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


def unblock_stop_signals() -> None:
    """Deliver STOP_SIGNALS, also those that came while they were blocked."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def on_stop_signals(function: Callable[[], None]) -> None:
    """Call `function` on the running event loop at each of STOP_SIGNALS, and unblock them."""
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, function)
    unblock_stop_signals()
