"""The event-sourced runtime: a small library that services call and that imports none of them."""

import sys

if "rich" not in sys.modules:
    # structlog takes it in for its console wherever it finds it: 3.5 MB of each service, and services write JSON.
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    del sys.modules["rich"]
