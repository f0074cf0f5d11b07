"""Where a message may go, and sending it there and nowhere else.

An address that anybody can enter is a way into the network behind this server. So: HTTPS only, the name is resolved
once, every address that it has must be a public one, and the connection goes to the very address that was checked (a
name that answers differently a moment later changes nothing). Redirects are not followed, and of the answer no more is
read than its beginning. Networks that an operator has named are allowed, over HTTP too.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

MOST_URL: Final = 1_000
TIMEOUT_SECONDS: Final = 10.0
MOST_READ: Final = 2_048
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(ValueError):
    """The address is none to which anything is sent; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: what to connect to, and what to call it."""

    parts: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.parts.scheme == "https"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the first bytes, and ``Retry-After`` in seconds where it was a number."""

    status: int
    text: str
    retry_after: int | None
    milliseconds: int


def networks_of(words: Sequence[str]) -> tuple[Network, ...]:
    """Networks from text such as ``10.0.0.0/8``.

    Raises:
        ValueError: one is none.
    """
    return tuple(ipaddress.ip_network(word) for word in words)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system resolves it.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def target_of(url: str, allowed: Sequence[Network] = (), *, resolve: Resolve = resolve) -> Target:
    """Check an address.

    Args:
        allowed: networks that are no public ones and may be sent to all the same.

    Raises:
        NotAllowed
    """
    parts, host, port = _read(url)
    try:
        found = resolve(host, port)
    except OSError as error:
        raise NotAllowed(f"{host} cannot be resolved: {error.strerror or error}.") from error
    addresses = [_address(text) for text in found]
    if not addresses:
        raise NotAllowed(f"{host} has no address.")
    inside = [any(a.version == n.version and a in n for n in allowed) for a in addresses]
    for address, named in zip(addresses, inside, strict=True):
        if not named and not _public(address):
            raise NotAllowed(f"{host} is at {address}, which is no public address.")
    if parts.scheme == "http" and not all(inside):
        raise NotAllowed("Use https://; plain HTTP is for networks that the operator has allowed.")
    return Target(parts, host, port, tuple(str(address) for address in addresses))


def send(
    target: Target, body: bytes, headers: Mapping[str, str], *, timeout: float = TIMEOUT_SECONDS
) -> Answer:
    """POST to a checked address, at the first of its IP addresses that can be reached.

    Args:
        timeout: seconds for the whole exchange; a receiver that drips is cut off.

    Raises:
        OSError: no connection, no answer in time, or an answer that is no HTTP.
    """
    started = monotonic()
    connection = _Pinned(target, timeout)
    cut = threading.Timer(timeout, connection.cut)
    cut.daemon = True
    cut.start()
    try:
        path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        text = answer.read(MOST_READ).decode("utf-8", "replace")
        if connection.was_cut:  # what a cut connection has given so far looks like a whole answer
            raise TimeoutError
        wait = answer.headers.get("Retry-After", "")
        return Answer(
            status=answer.status,
            text=text,
            retry_after=int(wait) if wait.isascii() and wait.isdecimal() and len(wait) < 9 else None,
            milliseconds=round(1_000 * (monotonic() - started)),
        )
    except (http.client.HTTPException, ValueError, AttributeError) as error:
        # AttributeError: http.client's, when the socket was cut between two of its steps.
        if connection.was_cut:
            raise TimeoutError(f"no whole answer within {timeout:g} seconds") from error
        raise OSError(f"no HTTP answer: {type(error).__name__}") from error
    except OSError as error:
        if connection.was_cut:
            raise TimeoutError(f"no whole answer within {timeout:g} seconds") from error
        raise
    finally:
        cut.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the addresses that were checked, whatever the name says by now."""

    def __init__(self, target: Target, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target
        self._seconds = timeout
        self.was_cut = False

    def connect(self) -> None:
        failed: OSError | None = None
        for address in self._target.addresses:
            try:
                plain = socket.create_connection((address, self._target.port), self._seconds)
            except OSError as error:
                failed = error
                continue
            if self._target.secure:
                context = ssl.create_default_context()
                self.sock = context.wrap_socket(plain, server_hostname=self._target.host)
            else:
                self.sock = plain
            return
        raise failed or OSError("there is no address")

    def cut(self) -> None:
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.sock.close()


def _read(url: str) -> tuple[SplitResult, str, int]:
    if len(url) > MOST_URL or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        raise NotAllowed(f"Give an address of at most {MOST_URL} printable ASCII characters.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotAllowed(f"This is no address: {error}.") from error
    if parts.scheme not in ("https", "http"):
        raise NotAllowed("The address begins with https://.")
    if not host:
        raise NotAllowed("The address names no host.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("No name or password in the address; messages are signed instead.")
    if parts.fragment:
        raise NotAllowed("No # in the address.")
    return parts, host, port or (443 if parts.scheme == "https" else 80)


def _address(text: str) -> Address:
    address = ipaddress.ip_address(text.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address):
        # What stands for an IPv4 address is judged as that one.
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.sixtofour or address.teredo):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    )
