#!/usr/bin/env python
"""The Django entry: ``python manage.py COMMAND``."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command, starting the embedded services that it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
