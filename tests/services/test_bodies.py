"""No address reads however much is sent."""

from __future__ import annotations

from importlib import import_module

import pytest
from fastapi.routing import APIRoute

from contracts.topics import SERVICES
from infra.runtime.app import build_app, demo
from infra.runtime.http import BoundedRoute


@pytest.mark.parametrize("service", SERVICES)
def test_what_the_framework_reads_is_read_within_the_bound_of_commands(service: str) -> None:
    """FastAPI reads the body of whatever asks it for one, whole and before anybody is asked who they are."""
    app = build_app(import_module(f"services.{service}.app").SERVICE)
    reading = [route for route in (*app.routes, *demo.routes) if isinstance(route, APIRoute) and route.body_field is not None]
    assert reading
    assert [route.path for route in reading if not isinstance(route, BoundedRoute)] == []
