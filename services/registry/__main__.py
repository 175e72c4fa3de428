"""Run registry: `python -m services.registry [--only ROLE]`."""

import sys

from infra.runtime.service import main
from services.registry.app import SERVICE

sys.exit(main(SERVICE, sys.argv[1:]))
