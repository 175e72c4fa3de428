"""Run ranking: `python -m services.ranking [--only ROLE]`."""

import sys

from infra.runtime.service import main
from services.ranking.app import SERVICE

sys.exit(main(SERVICE, sys.argv[1:]))
