"""A small provider of OpenID Connect on localhost: discovery, JWKS, the code flow with PKCE, signed id tokens.

It is as strict as a real one: a code works once, for the client, the redirect address and the verifier that it was
made for. Tests may bend one thing at a time (`bend`) to see that the other side notices.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY_ID = "loom-1"
Claims = dict[str, Any]


@dataclass
class Provider:
    """What it knows, and what it was asked.

    Attributes:
        people: claims by log-in name.
        bend: changes the claims of an id token before it is signed.
        sign_with: the key that signs; another one than the published one is a forger's.
    """

    address: str
    people: dict[str, Claims]
    client_id: str = "titleloom"
    client_secret: str = "kept-between-two"
    bend: Callable[[Claims], Claims] = lambda claims: claims
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    sign_with: rsa.RSAPrivateKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def discovery(self) -> Claims:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> Claims:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str], person: str) -> str:
        """Where the browser goes back to, with a code, once ``person`` has logged in here."""
        assert query["client_id"] == self.client_id and query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256" and "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**query, "person": person}
        back = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{back}"

    def token(self, form: dict[str, str]) -> Claims | None:
        """The answer to an exchange; None when it is refused."""
        made = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            made is None
            or form.get("client_id") != self.client_id
            or form.get("client_secret") != self.client_secret
            or form.get("redirect_uri") != made["redirect_uri"]
            or challenge != made["code_challenge"]
        ):
            return None
        now = int(time.time())
        about = {"iss": self.address, "aud": self.client_id, "iat": now, "exp": now + 300}
        claims = self.bend({**about, **self.people[made["person"]]})
        signed = jwt.encode(claims, self.sign_with or self.key, algorithm="RS256", headers={"kid": KEY_ID})
        access = secrets.token_urlsafe(16)
        self.tokens[access] = made["person"]
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            provider.asked.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                self._json(provider.discovery())
            elif parts.path == "/keys":
                self._json(provider.keys())
            elif parts.path == "/authorize" and "as" not in query:
                links = "".join(
                    f'<p><a href="?{parts.query}&as={name}">Log in as {name}</a></p>'.replace(
                        "&as", "&amp;as"
                    )
                    for name in provider.people
                )
                self._answer(
                    200, f"<!doctype html><title>Company log-in</title>{links}".encode(), "text/html"
                )
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query, query["as"]))
                self.end_headers()
            elif parts.path == "/userinfo":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._json(provider.people[provider.tokens[token]])
            else:
                self._answer(404, b"", "text/plain")

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            answer = provider.token(form) if self.path == "/token" else None
            if answer is None:
                self._answer(400, b'{"error": "invalid_grant"}', "application/json")
            else:
                self._json(answer)

        def _json(self, body: Claims) -> None:
            self._answer(200, json.dumps(body).encode(), "application/json")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Be quiet."""

    return Handler


@contextmanager
def provider_running(people: dict[str, Claims]) -> Iterator[Provider]:
    """A provider that listens on a free port of the loopback until the end of the block."""
    provider = Provider("", people)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
