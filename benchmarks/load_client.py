"""A load client that is cheap: one thread, one epoll, raw sockets that stay open, requests built as bytes."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Generator
from dataclasses import dataclass, field

Exchange = Generator[bytes, "Answer", None]
"""Yields a request, is sent the answer to it; ends when its person goes home."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; ``status`` 0 says that the connection broke. ``seconds`` is from sent to read."""

    status: int
    body: bytes
    seconds: float


@dataclass
class _Line:
    """One person's connection."""

    exchange: Exchange
    sock: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def request_bytes(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """An HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def run(address: tuple[str, int], exchanges: list[Exchange], *, limit: float) -> None:
    """Drive all exchanges at once until they end, or ``limit`` seconds are over."""
    selector = selectors.DefaultSelector()
    lines = [_Line(exchange, _connect(address)) for exchange in exchanges]
    going = 0
    for line in lines:
        selector.register(line.sock, selectors.EVENT_READ, line)
        going += _send(line, next(line.exchange), address, selector)
    until = time.perf_counter() + limit
    while going and (left := until - time.perf_counter()) > 0:
        for key, _ in selector.select(timeout=left):
            going -= not _receive(key.data, address, selector)
    for line in lines:
        line.sock.close()
    selector.close()


def _connect(address: tuple[str, int]) -> socket.socket:
    sock = socket.create_connection(address, timeout=30)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _send(line: _Line, request: bytes, address: tuple[str, int], selector: selectors.BaseSelector) -> bool:
    line.received.clear()
    line.sent_at = time.perf_counter()
    try:
        line.sock.sendall(request)
    except OSError:
        return _broken(line, address, selector)
    return True


def _receive(line: _Line, address: tuple[str, int], selector: selectors.BaseSelector) -> bool:
    """Read what came; with a whole answer, go on. False when the exchange has ended."""
    try:
        chunk = line.sock.recv(65536)
    except OSError:
        chunk = b""
    if not chunk:
        return _broken(line, address, selector)
    line.received += chunk
    head = line.received.find(b"\r\n\r\n")
    if head < 0:
        return True
    lowered = bytes(line.received[:head]).lower()
    at = lowered.find(b"content-length:")
    length = int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    if len(line.received) < head + 4 + length:
        return True
    status = int(lowered[9:12])
    if at < 0 and status != 204:
        raise ValueError(f"an answer without a stated length: {lowered[:200]!r}")
    answer = Answer(status, bytes(line.received[head + 4 :]), time.perf_counter() - line.sent_at)
    return _go_on(line, answer, address, selector)


def _go_on(line: _Line, answer: Answer, address: tuple[str, int], selector: selectors.BaseSelector) -> bool:
    try:
        request = line.exchange.send(answer)
    except StopIteration:
        selector.unregister(line.sock)
        return False
    return _send(line, request, address, selector)


def _broken(line: _Line, address: tuple[str, int], selector: selectors.BaseSelector) -> bool:
    """Tell the exchange, and connect anew."""
    selector.unregister(line.sock)
    line.sock.close()
    line.sock = _connect(address)
    selector.register(line.sock, selectors.EVENT_READ, line)
    return _go_on(line, Answer(0, b"", time.perf_counter() - line.sent_at), address, selector)
