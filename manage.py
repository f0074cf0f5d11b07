#!/usr/bin/env python
"""The Django entry: ``python manage.py COMMAND``."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command, starting the embedded services that it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.entry import run_command

    run_command(sys.argv)


if __name__ == "__main__":
    main()
