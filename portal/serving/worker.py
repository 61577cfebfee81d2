"""A worker: Hypercorn in this process, over sockets that are open already.

`python -m portal.serving.worker DESCRIPTOR...` is what the supervisor starts.
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from typing import Any

import uvloop
from hypercorn.utils import LifespanFailureError, LifespanTimeoutError

from portal import create_app
from portal.asgi import Asgi
from portal.http.request_log import configure_logging
from portal.serving import server
from portal.serving.stopping import STARTUP_FAILED, on_stop_signals
from portal.settings import Settings, load_settings


def run_worker(settings: Settings, descriptors: Sequence[int], *, supervised: bool = False) -> int:
    """Serve on the sockets with these file descriptors until a stop signal; return the exit status.

    A `supervised` worker also stops when its standard input ends, which is when the supervisor
    ends, however that happens.
    """

    async def serve() -> None:
        stop = asyncio.Event()
        on_stop_signals(stop.set)
        asyncio.get_running_loop().set_exception_handler(_handle_exception)
        if supervised:
            _on_end_of_input(stop.set)
        app = Asgi(lambda: create_app(settings))

        async def stopped() -> None:
            await stop.wait()
            app.hurry()

        await server.serve(app, descriptors, stopped())

    gc.freeze()  # the objects created so far stay, so that the collector can skip them
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve())
    except LifespanFailureError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return STARTUP_FAILED
    except LifespanTimeoutError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return 1
    return 0


def _handle_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Before Python 3.12, asyncio's streams raise CancelledError in a callback when a connection is
    # cancelled that has not sent its whole request.
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)


def _on_end_of_input(function: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    descriptor = sys.stdin.fileno()

    def ended() -> None:
        loop.remove_reader(descriptor)
        function()

    loop.add_reader(descriptor, ended)


def main(descriptors: Sequence[int]) -> int:
    """Run the worker that a supervisor has started, and return the exit status."""
    settings = load_settings()
    configure_logging(settings.log_level)
    return run_worker(settings, descriptors, supervised=True)


if __name__ == "__main__":
    sys.exit(main([int(descriptor) for descriptor in sys.argv[1:]]))
