"""Run scoring: `python -m services.scoring [--only ROLE]`."""

import sys

from infra.runtime.service import main
from services.scoring.app import SERVICE

sys.exit(main(SERVICE, sys.argv[1:]))
