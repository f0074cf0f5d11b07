"""The environment, read once. A setting that cannot work is refused here, loudly, with what to do about it."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.embedded.home import unusable

PROJECT_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-only-secret-key-that-production-refuses"
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
WELL_KNOWN_PASSWORDS = frozenset(
    {"", "postgres", "password", "titleloom", "changeme", "secret", "admin", "root", "test", "123456"}
)
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


class EnvironmentRefused(Exception):
    """A setting in the environment cannot work; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where PostgreSQL listens. ``host`` is a folder for a Unix socket."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignOn:
    """Single sign-on by a provider of OpenID Connect.

    Attributes:
        issuer: the provider's address, under which ``/.well-known/openid-configuration`` stands.
        name: what the button on the log-in page calls it.
        role: role of people who come for the first time; empty when they wait until a lead lets them in.
        domains: lower-case domains of addresses that are let in; empty for all of the provider's people, who then wait.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    role: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting that comes from outside.

    Attributes:
        home: data folder (embedded services, artifacts, logs).
        database_url: empty when the embedded PostgreSQL is to be used.
        redis_url: empty when the embedded Valkey is to be used.
        port: TCP port of the web server, 1..65535.
        host: address that the web server listens on.
        web_workers: processes of the web server.
        scratch: name of the scratch database when a closed loop runs in this process; its doorbells ring nowhere.
        web_threads: request threads of each; a thread holds at most one database connection.
        licence: address of the licence that exported mappings state.
        webhook_networks: networks that are not public and may be sent webhooks all the same.
        sign_on: the provider of single sign-on; None when there is none.
        watchers: streams of events that a web process holds open at once, each with a request thread of its own.
    """

    home: Path
    production: bool
    debug: bool
    secret_key: str
    database_url: str
    redis_url: str
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    demo: bool
    scratch: str
    web_workers: int
    web_threads: int
    graph_rate: int
    licence: str
    webhook_networks: tuple[str, ...]
    watchers: int
    sign_on: SignOn | None


def _flag(source: Mapping[str, str], name: str, default: bool) -> bool:
    raw = source.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise EnvironmentRefused(f"{name}={raw!r} is neither yes nor no; use 1 or 0.")


def _number(source: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = source.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdigit() or not low <= int(raw) <= high:
        raise EnvironmentRefused(f"{name}={raw!r} must be a whole number from {low} to {high}.")
    return int(raw)


def _words(source: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in source.get(name, "").split(",") if word.strip())


def _secret_key(home: Path) -> str:
    """A key of this installation's own, made at first start and kept in its data folder (mode 600).

    Raises:
        EnvironmentRefused: the data folder cannot be made, or not be written to.
    """
    path = home / "secret-key"
    try:
        return _kept_key(home, path)
    except OSError as error:
        raise EnvironmentRefused(unusable(home, error)) from error


def _kept_key(home: Path, path: Path) -> str:
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
                stream.write(secrets.token_urlsafe(48))
                stream.flush()
                os.fsync(stream.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)  # fails when another process was first, whose key then counts
        finally:
            fresh.unlink(missing_ok=True)
    return path.read_text().strip()


def _address(source: Mapping[str, str], name: str, default: str) -> str:
    raw = source.get(name, "").strip() or default
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https", "urn") or any(c.isspace() or c in '"<>\\' for c in raw):
        raise EnvironmentRefused(
            f"{name}={raw!r} must be an address, such as https://creativecommons.org/licenses/by/4.0/."
        )
    return raw


def _networks(source: Mapping[str, str], name: str) -> tuple[str, ...]:
    words = _words(source, name)
    for word in words:
        try:
            ip_network(word)
        except ValueError as error:
            raise EnvironmentRefused(
                f"{name}: {word!r} is no network, such as 10.0.0.0/8 ({error})."
            ) from error
    return words


def read_environment(source: Mapping[str, str] | None = None) -> Environment:
    """Read and check the environment.

    Raises:
        EnvironmentRefused: a value that cannot work, or one that production must not have.
    """
    source = os.environ if source is None else source
    mode = source.get("TITLELOOM_ENV", "local").strip().lower()
    if mode not in {"local", "production"}:
        raise EnvironmentRefused(f"TITLELOOM_ENV={mode!r} must be 'local' or 'production'.")
    production = mode == "production"
    home = Path(source.get("TITLELOOM_HOME", "") or PROJECT_DIR / "var").expanduser().resolve()
    debug = _flag(source, "TITLELOOM_DEBUG", False)
    secret = source.get("TITLELOOM_SECRET_KEY", "").strip()
    hosts = _words(source, "TITLELOOM_ALLOWED_HOSTS")
    if production:
        if debug:
            raise EnvironmentRefused(
                "TITLELOOM_DEBUG=1 is refused in production: it shows secrets on error pages."
            )
        if secret == DEVELOPMENT_SECRET or len(secret) < 32 or len(set(secret)) < 8:
            raise EnvironmentRefused(
                "TITLELOOM_SECRET_KEY must be set in production, to a random secret of 32 characters or more "
                "that is not the default. One is printed by: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if not hosts or "*" in hosts:
            raise EnvironmentRefused(
                "TITLELOOM_ALLOWED_HOSTS must name the hosts in production ('*' is refused)."
            )
        _refuse_weak_database(source.get("DATABASE_URL", "").strip())
        if _flag(source, "DEMO", False):
            raise EnvironmentRefused(
                "DEMO=1 is refused in production: it makes people with passwords in a file."
            )
        if (home / "first-login.txt").exists():
            raise EnvironmentRefused(
                f"{home / 'first-login.txt'} holds first passwords, which production refuses. Let these people "
                f"choose new passwords or make them inactive, then delete the file."
            )
    redis_url = source.get("REDIS_URL", "").strip()
    if redis_url and not redis_url.startswith(REDIS_SCHEMES):
        raise EnvironmentRefused(
            "REDIS_URL must begin with redis://, rediss:// or unix://, for example redis://:password@host:6379/0."
        )
    return Environment(
        home=home,
        production=production,
        debug=debug,
        secret_key=secret or _secret_key(home),
        database_url=source.get("DATABASE_URL", "").strip(),
        redis_url=redis_url,
        host=source.get("HOST", "127.0.0.1").strip() or "127.0.0.1",
        port=_number(source, "PORT", 8000, 1, 65535),
        allowed_hosts=hosts or ("127.0.0.1", "localhost", "[::1]", "testserver"),
        trusted_origins=_words(source, "TITLELOOM_TRUSTED_ORIGINS"),
        demo=_flag(source, "DEMO", not production),
        scratch=source.get("TITLELOOM_LOOP_SCRATCH", ""),
        web_workers=_number(source, "TITLELOOM_WEB_WORKERS", 2, 1, 64),
        web_threads=_number(source, "TITLELOOM_WEB_THREADS", 8, 1, 64),
        graph_rate=_number(source, "TITLELOOM_GRAPH_RATE", 6_000, 0, 10_000_000),
        licence=_address(source, "TITLELOOM_EXPORT_LICENCE", "https://w3id.org/sssom/license/unspecified"),
        webhook_networks=_networks(source, "TITLELOOM_WEBHOOK_NETWORKS"),
        watchers=_number(source, "TITLELOOM_WATCHERS", 2, 0, 64),
        sign_on=_sign_on(source, production),
    )


SIGN_ON_ROLES = ("annotator", "reviewer", "ml_engineer", "search_client")
"""What somebody may become by having logged in elsewhere. Administrators are made by administrators."""


def _sign_on(source: Mapping[str, str], production: bool) -> SignOn | None:
    """The provider of single sign-on, all of it or none.

    Raises:
        EnvironmentRefused: half of it is said, or it would let in whom nobody meant to let in.
    """
    needed = {part: source.get(f"TITLELOOM_OIDC_{part}", "").strip() for part in ("ISSUER", "CLIENT_ID")}
    secret = source.get("TITLELOOM_OIDC_CLIENT_SECRET", "").strip()
    needed["CLIENT_SECRET"] = secret
    if not any(needed.values()):
        return None
    if missing := [f"TITLELOOM_OIDC_{part}" for part, value in needed.items() if not value]:
        raise EnvironmentRefused(f"Single sign-on is set up by half: {', '.join(missing)} is missing.")
    issuer = _address(source, "TITLELOOM_OIDC_ISSUER", "").rstrip("/")
    if production and not issuer.startswith("https://"):
        raise EnvironmentRefused(f"TITLELOOM_OIDC_ISSUER={issuer!r} must begin with https:// in production.")
    role = source.get("TITLELOOM_OIDC_ROLE", "").strip()
    if role and role not in SIGN_ON_ROLES:
        raise EnvironmentRefused(
            f"TITLELOOM_OIDC_ROLE={role!r} must be one of {', '.join(SIGN_ON_ROLES)}, or empty: then new people wait."
        )
    domains = tuple(domain.lower().lstrip("@") for domain in _words(source, "TITLELOOM_OIDC_DOMAINS"))
    if role and not domains:
        raise EnvironmentRefused(
            "TITLELOOM_OIDC_ROLE would let everybody in whom the provider knows: name the domains of their addresses in "
            "TITLELOOM_OIDC_DOMAINS, or leave the role empty, so that new people wait for a lead."
        )
    name = source.get("TITLELOOM_OIDC_NAME", "").strip() or (urlsplit(issuer).hostname or issuer)
    return SignOn(issuer, needed["CLIENT_ID"], secret, name, role, domains)


def _refuse_weak_database(url: str) -> None:
    """A password that everybody knows protects nothing; a socket needs none."""
    if not url:
        return
    database = parse_database_url(url)
    if database.password.lower() in WELL_KNOWN_PASSWORDS and not database.host.startswith("/"):
        raise EnvironmentRefused(
            "DATABASE_URL has no password or a well-known one, which production refuses."
        )


def parse_database_url(url: str) -> Database:
    """The parts of ``postgresql://user:password@host:port/name?host=/socket/folder``.

    Raises:
        EnvironmentRefused: another scheme, a port that is none, or no database name.
    """
    try:
        parts = urlsplit(url)
        number = parts.port
    except ValueError as error:
        raise EnvironmentRefused(f"DATABASE_URL is no address: {error}.") from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentRefused(
            "DATABASE_URL must begin with postgresql:// ; PostgreSQL is the only database engine."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise EnvironmentRefused("DATABASE_URL names no database: postgresql://user:password@host:5432/NAME.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(options.pop("host", "")) or unquote(parts.hostname or "")
    port = options.pop("port", "") or str(number or "")
    return Database(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=host,
        port=port,
        options={key: unquote(value) for key, value in options.items()},
    )
