"""Old event versions, brought up to date at the reader's edge.

A log holds each fact once, in the version that was current when it was written. When a type gets a new version, the
old one leaves the catalogue and gets a function here: data of the old version in, type and data of the next one out.
Readers apply them one after another, so each step is written once and never touched again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

UPCASTERS: dict[str, Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = {}
