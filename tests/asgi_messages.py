"""Raw ASGI messages, as a server exchanges them with an application."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Exchange:
    """One request as ASGI messages, and the messages of its response."""

    path: str = "/"
    method: str = "GET"
    query: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    incoming: Iterable[dict[str, Any]] = ({"type": "http.request", "body": b""},)
    sent: list[dict[str, Any]] = field(default_factory=list)
    received: int = 0

    async def run(self, app: App) -> "Exchange":
        """Send the request to `app`; after its last message the client only waits."""
        messages = iter(self.incoming)

        async def receive() -> dict[str, Any]:
            message = next(messages, None)
            if message is None:
                await asyncio.Event().wait()
            self.received += 1
            assert message is not None
            return message

        async def send(message: dict[str, Any]) -> None:
            self.sent.append(message)

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "query_string": self.query,
            "root_path": "",
            "headers": [(b"host", b"localhost"), *self.headers],
            "client": ("127.0.0.1", 4000),
            "server": ("127.0.0.1", 5000),
        }
        await app(scope, receive, send)
        return self

    @property
    def status(self) -> int:
        """The status of the answer."""
        status: int = self.sent[0]["status"]
        return status

    @property
    def answer_headers(self) -> dict[bytes, bytes]:
        """The headers of the answer."""
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        """The body of the answer."""
        return b"".join(message["body"] for message in self.sent[1:])


def chunks(*bodies: bytes) -> list[dict[str, Any]]:
    """Return the messages of a body that arrives in pieces."""
    return [
        {"type": "http.request", "body": body, "more_body": index < len(bodies) - 1}
        for index, body in enumerate(bodies)
    ]
