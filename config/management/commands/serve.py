"""``serve``: start everything and keep it running, until Ctrl-C."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.embedded.faults import ServiceFault
from config.supervisor.preflight import AlreadyRunning
from config.supervisor.supervisor import Supervisor


class Command(BaseCommand):
    """The supervisor. Ctrl-C or SIGTERM stops all it started."""

    help = "Start services, web server and workers, and keep them running until Ctrl-C."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the supervisor; exit code 4 when one runs already, 2 when the start cannot succeed."""

        async def run() -> None:
            await Supervisor(settings.ENVIRONMENT, settings.EMBEDDED).run()

        try:
            asyncio.run(run())
        except AlreadyRunning as fault:
            self.stderr.write(str(fault))
            sys.exit(4)
        except (ServiceFault, OSError) as fault:
            self.stderr.write(str(fault))
            sys.exit(2)
