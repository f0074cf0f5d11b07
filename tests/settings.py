"""Settings of the tests: the project's own, in a data folder that is thrown away.

``TITLELOOM_HOME`` is never touched itself: with it, the tests use its subfolder ``tests`` and leave it
there, so that ``--reuse-db`` finds its database again; without it, a new folder that is removed afterwards.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

if "TITLELOOM_TEST_HOME" not in os.environ:
    _named = os.environ.get("TITLELOOM_HOME", "")
    os.environ["TITLELOOM_TEST_HOME"] = (
        str(Path(_named).resolve() / "tests") if _named else tempfile.mkdtemp(prefix="titleloom-tests-")
    )
    os.environ["TITLELOOM_TEST_HOME_IS_TEMPORARY"] = "" if _named else "1"
os.environ["TITLELOOM_HOME"] = os.environ["TITLELOOM_TEST_HOME"]
os.environ.setdefault("TITLELOOM_ENV", "local")

# Playwright keeps an event loop running beside the tests that come after it; their queries are not in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# The web server's folder of collected files, which the supervisor makes.
Path(os.environ["TITLELOOM_TEST_HOME"], "static").mkdir(parents=True, exist_ok=True)

from config.settings import *  # noqa: E402, F403

# Ana's password is checked a thousand times in a test run; its strength is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Every test client would list all files of the UI before its first answer, and fail while the UI is being built.
WHITENOISE_AUTOREFRESH = True
