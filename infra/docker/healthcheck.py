"""Ask a service in the same container whether it accepts commands; exit code 0 or 1. Standard library only."""

import os
import sys
from http.client import HTTPConnection, HTTPException

TIMEOUT_S = 4


def main() -> int:
    port = int(os.environ.get("THIDUA_HTTP_PORT", "8080"))
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        sys.stderr.write(f"{error!r}\n")
        return 1
    finally:
        connection.close()
    # Docker keeps what is written here: `docker inspect` then shows which check failed.
    sys.stdout.write(body.decode(errors="replace"))
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
