"""The WSGI entry for the production web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.embedded.processes import die_with_parent
from config.embedded.share import use_services
from config.observability.reserve import metrics_reserve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

if os.environ.get("TITLELOOM_SUPERVISED"):
    # A worker process of the web server must not outlive the server, however that ends.
    die_with_parent()
else:
    use_services()

# Before anything loads the library of the metrics, which looks at its environment once.
metrics_reserve()

application = get_wsgi_application()
