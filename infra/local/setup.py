#!/usr/bin/env python3
"""Make a checkout ready to run: `python3 infra/local/setup.py [--dev]`. The second time it only looks."""

import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this runs with whatever Python the machine has
    sys.exit("Cần Python 3.11 trở lên.\nPython 3.11 or newer is needed.")
# As a script our own folder would come first, and its modules would hide others of the same name.
sys.path[0] = str(Path(__file__).resolve().parents[2])

from infra.local.bootstrap.main import main  # noqa: E402 - not before the two checks above

if __name__ == "__main__":
    sys.exit(main(with_development="--dev" in sys.argv[1:]))
