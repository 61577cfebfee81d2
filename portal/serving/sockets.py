"""The listening sockets of PORTAL_BIND."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address

from hypercorn.config import Config
from hypercorn.utils import repr_socket_addr

from portal.errors import PortalError
from portal.serving.stopping import block_stop_signals
from portal.settings import Settings

BACKLOG = 1024  # connections that the system accepts before a worker does


def listen(settings: Settings) -> list[socket.socket]:
    """Open the listening sockets. From then on clients can connect, and wait to be served.

    Stop signals are blocked until `on_stop_signals` handles them, so that none is lost meanwhile.
    Raise PortalError, which names the address and the variable, if an address can't be used.
    """
    sockets: list[socket.socket] = []
    for address in settings.bind:
        config = Config()
        config.bind = [address]
        try:
            opened = config.create_sockets().insecure_sockets
            sockets += opened
            for listener in opened:
                listener.listen(BACKLOG)
        except OSError as error:
            for listener in sockets:
                listener.close()
            raise PortalError(f"PORTAL_BIND: {address}: {error.strerror or error}") from error
    block_stop_signals()
    return sockets


def url(listener: socket.socket) -> str:
    """Return the URL of a listening socket for browsers, or `unix:PATH`."""
    address = repr_socket_addr(listener.family, listener.getsockname())
    return address if address.startswith("unix:") else f"http://{address}/"


def untrusted_hosts_warning(settings: Settings, sockets: Sequence[socket.socket]) -> str | None:
    """Return a warning if other machines can connect, but only few host names are trusted."""
    reachable = [
        listener
        for listener in sockets
        if listener.family != socket.AF_UNIX
        and not ip_address(listener.getsockname()[0]).is_loopback
    ]
    if not reachable:
        return None
    hosts = ", ".join(sorted(settings.trusted_hosts))
    return (
        f"other machines reach {' '.join(map(url, reachable))}, but requests for any host other "
        f"than {hosts} are refused: PORTAL_TRUSTED_HOSTS and PORTAL_PUBLIC_URL name more"
    )
