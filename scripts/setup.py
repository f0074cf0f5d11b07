#!/usr/bin/env python3
"""Set up and start: ``setup.py run`` or ``setup.py test`` (``make run``, ``make test``).

Any Python, 2.7 too, must be able to read this file, so that an old one can say what is wrong.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")
PROBE = "import sys, ensurepip, venv; sys.exit(0 if sys.version_info >= (3, 11) else 1)"


def works(program):
    """Whether `program` is a Python that is new enough and can make a virtual environment."""
    try:
        with open(os.devnull, "w") as silent:
            return subprocess.call([program, "-c", PROBE], stdout=silent, stderr=silent) == 0
    except OSError:
        return False


def refuse(text):
    """End with a sentence; 2 is the exit code of what cannot work."""
    sys.stderr.write(text + "\n")
    sys.exit(2)


def main():
    """Go on with a Python that is new enough, or say which one is missing."""
    if not works(sys.executable):
        for name in NAMES:
            if os.environ.get("TITLELOOM_PYTHON_SEARCHED") != "1" and works(name):
                os.environ["TITLELOOM_PYTHON_SEARCHED"] = "1"
                os.execvp(name, [name] + sys.argv)  # noqa: RUF005
        have = ".".join(str(part) for part in sys.version_info[:3])
        if sys.version_info < OLDEST:
            refuse(
                "Titleloom needs Python 3.11 or newer; this is Python "
                + have
                + " ("
                + sys.executable
                + ") and "
                "no newer one was found. Install one (for example 'apt install python3.11 python3.11-venv'), or "
                "name it: make run PYTHON=/path/to/python3.11"
            )
        refuse(
            "Python " + have + " (" + sys.executable + ") cannot make virtual environments: its module "
            "'ensurepip' is missing. On Debian and Ubuntu: apt install python3-venv"
        )
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from installing.start import start

    sys.exit(start(sys.argv[1:]))


if __name__ == "__main__":
    main()
