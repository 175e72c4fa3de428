"""Run awards: `python -m services.awards [--only ROLE]`."""

import sys

from infra.runtime.service import main
from services.awards.app import SERVICE

sys.exit(main(SERVICE, sys.argv[1:]))
