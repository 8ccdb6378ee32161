"""Where the live view listens, and what others type to get there."""

import errno
import os
import socket

from sim.errors import InputError

HERE = ("127.0.0.1", "localhost", "::1")
"""The addresses that only this machine reaches."""

ALL = ("0.0.0.0", "::")
"""The addresses that stand for every address of this machine."""

PORT = 8765
PORTS_TRIED = 50


def listening(host: str, port: int | None) -> socket.socket:
    """Return a socket bound to a port, the first free one where none is asked for; raise InputError."""
    tried = range(PORT, PORT + PORTS_TRIED) if port is None else (port,)
    for number in tried:
        try:
            return bound(host, number)
        except OSError as error:
            if error.errno != errno.EADDRINUSE and not isinstance(error, PermissionError):
                wanted = "one of this machine's own, such as 127.0.0.1, or 0.0.0.0 for all of them"
                raise InputError("is no address here", key="--host", value=host, expected=wanted) from None
            trouble = error.strerror or str(error)
    wanted = "another port, or no --port: the first free one is taken then"
    raise InputError(f"cannot be used ({trouble})", key="--port", value=tried[-1], expected=wanted)


def bound(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; raise OSError."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    # A server sends short messages at once only on sockets that name their protocol: else each waits 40 ms.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows it would let two servers share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def own(host: str, port: int) -> str:
    """Return the address to open on this machine."""
    return _url(HERE[0] if host in ALL else host, port)


def others(host: str, port: int) -> str:
    """Return the address that others on the network type."""
    return _url(_on_network() if host in ALL else host, port)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _on_network() -> str:
    """The address of this machine on the network, or its name where that cannot be told."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # sends nothing: it only tells which way something would go
            return str(asking.getsockname()[0])
        except OSError:
            return socket.gethostname()
