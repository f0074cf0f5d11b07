"""A process that uses the embedded services until its standard input ends (run as a script)."""

from __future__ import annotations

import sys

from config.embedded.postgres import Postgres
from config.embedded.share import use_services

if __name__ == "__main__":
    held = use_services()
    server = Postgres(held[0].service.home).remains()
    print(min(process.pid for process in server), flush=True)
    sys.stdin.read()
