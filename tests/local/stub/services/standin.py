"""An HTTP server that is ready at once."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NoReturn


class Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "ready", "checks": {}, "backlog": 0, "lag": 7}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> NoReturn:
    if os.environ.get("STANDIN_FAULT") == Path(sys.argv[0]).parent.name:
        sys.stderr.write("THIDUA_EXAMPLE is missing\n")
        sys.exit(2)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    HTTPServer((os.environ["THIDUA_HTTP_HOST"], int(os.environ["THIDUA_HTTP_PORT"])), Door).serve_forever()
    sys.exit(1)
