"""Signatures, waits, and the guard of what may be sent where."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

import pytest

from kgraph.core.webhooks.egress import NotAllowed, Resolve, networks_of, send, target_of
from kgraph.core.webhooks.retry import MOST_ATTEMPTS, WAITS, wait_after
from kgraph.core.webhooks.signing import secret_of, signature, signature_holds

# The example that the makers of the scheme publish with their libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, TIME, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_signatures_are_those_of_standard_webhooks() -> None:
    assert signature([SECRET], message=MESSAGE, timestamp=TIME, body=BODY) == SIGNED


@pytest.mark.parametrize(
    ("secret", "message", "body", "now"),
    [
        (secret_of("key", "other"), MESSAGE, BODY, TIME),
        (SECRET, "msg_another", BODY, TIME),
        (SECRET, MESSAGE, BODY + b" ", TIME),
        (SECRET, MESSAGE, BODY, TIME + 301),
        (SECRET, MESSAGE, BODY, TIME - 301),
    ],
)
def test_what_was_changed_or_is_old_does_not_hold(secret: str, message: str, body: bytes, now: int) -> None:
    assert signature_holds(SECRET, SIGNED, message=MESSAGE, timestamp=TIME, body=BODY, now=TIME + 300)
    assert not signature_holds(secret, SIGNED, message=message, timestamp=TIME, body=body, now=now)


def test_two_secrets_sign_while_they_are_exchanged() -> None:
    old, new = secret_of("key", "a"), secret_of("key", "b")
    header = signature([new, old], message="m", timestamp=1, body=b"x")
    assert all(signature_holds(s, header, message="m", timestamp=1, body=b"x", now=1) for s in (old, new))
    assert len({old, new, secret_of("another key", "a")}) == 3


def test_waits_grow_and_end() -> None:
    draw = Random(1)
    waits = [wait_after(n, draw=draw) for n in range(1, MOST_ATTEMPTS)]
    assert all(w is not None and 0.9 * base <= w <= 1.1 * base for w, base in zip(waits, WAITS, strict=True))
    assert wait_after(MOST_ATTEMPTS) is None
    assert 2.5 * 86_400 < sum(WAITS) < 3.5 * 86_400
    assert wait_after(1, asked=600) == 600
    assert wait_after(1, asked=10**8) == 86_400


def at(*addresses: str) -> Resolve:
    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_nothing_goes_inside(address: str) -> None:
    with pytest.raises(NotAllowed, match="no public address"):
        target_of("https://example.com/hook", resolve=at(address))
    # One public address beside it changes nothing: the connection might take the other.
    with pytest.raises(NotAllowed, match="no public address"):
        target_of("https://example.com/hook", resolve=at("93.184.216.34", address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "http://example.com/", "https://", "https://user:secret@example.com/", "file:///etc/passwd",
        "https://example.com/#part", "https://exa mple.com/", "https://example.com:99999/", "https://exämple.com/",
        "javascript:alert(1)", "", "https://example.com/" + "x" * 1_000, "https://[::1/",
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(url, resolve=at("93.184.216.34"))


def test_numbers_in_disguise_are_resolved_before_they_are_judged() -> None:
    for url in ("https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://localhost/"):
        with pytest.raises(NotAllowed):
            target_of(url)


def test_public_addresses_and_named_networks_pass() -> None:
    assert target_of("https://example.com/a?b=c", resolve=at("93.184.216.34")).port == 443
    inside = networks_of(["10.0.0.0/8"])
    assert target_of("http://intranet:8080/", inside, resolve=at("10.1.1.1")).addresses == ("10.1.1.1",)
    with pytest.raises(NotAllowed):
        target_of("http://intranet/", inside, resolve=at("10.1.1.1", "93.184.216.34"))


@contextmanager
def answering(*chunks: bytes, pause: float = 0.0) -> Iterator[int]:
    """A server for one question; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                for chunk in chunks:
                    try:
                        connection.sendall(chunk)
                    except OSError:
                        return
                    if stop.wait(pause):
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        stop.set()
        thread.join(5)


LOCAL = networks_of(["127.0.0.0/8"])


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    with answering(b"HTTP/1.1 204 No Content\r\nRetry-After: 7\r\n\r\n") as port:
        # The name itself resolves to nothing here: only what was checked is used.
        target = target_of(f"http://hook.invalid:{port}/x", LOCAL, resolve=at("127.0.0.1"))
        answer = send(target, b"{}", {})
    assert (answer.status, answer.retry_after) == (204, 7)


def test_redirects_are_not_followed_and_long_answers_not_read() -> None:
    with answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n" + b"x" * 1_000_000) as port:
        answer = send(target_of(f"http://127.0.0.1:{port}/", LOCAL), b"{}", {})
    assert answer.status == 302
    assert len(answer.text) == 2_048


def test_a_receiver_that_drips_is_cut_off() -> None:
    drips = [b"HTTP/1.1 200 OK\r\n", *[b"X-Wait: yes\r\n"] * 50]
    with answering(*drips, pause=0.1) as port, pytest.raises(TimeoutError):
        send(target_of(f"http://127.0.0.1:{port}/", LOCAL), b"{}", {}, timeout=0.5)


def test_what_speaks_no_http_is_an_error_of_the_connection() -> None:
    with answering(b"SSH-2.0-hello\r\n") as port, pytest.raises(OSError, match="no HTTP answer"):
        send(target_of(f"http://127.0.0.1:{port}/", LOCAL), b"{}", {}, timeout=5)
