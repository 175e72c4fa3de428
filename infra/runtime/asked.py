"""Answer queries as they are declared to FastAPI, without what it does anew for each request.

What a query needs (parameters, dependencies, the shape of its answer) FastAPI reads at the start, and OpenAPI says it. For each
request it then looks for the route, walks the tree of dependencies (twice through one that stands in it twice), and opens
scopes and stacks for what queries do not have. Here the tree is laid out once. Whatever is declared otherwise, or asked with
parameters that are wrong, goes FastAPI's way and is answered in its words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.routing import APIRoute, serialize_response
from fastapi.security.base import SecurityBase
from starlette.convertors import PathConvertor
from starlette.datastructures import QueryParams
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """A function of a query's tree: what of it stands before it in the row, by the names of its parameters."""

    declared: Dependant
    needs: tuple[tuple[str, int], ...]
    opens: Callable[..., AbstractAsyncContextManager[Any]] | None
    calls: Callable[..., Awaitable[Any]] | None

    def given(self, scope: Scope, asked: QueryParams) -> Values | None:
        """Its parameters of this request; None where one is wrong."""
        declared = self.declared
        values, faults = request_params_to_args(declared.path_params, scope["path_params"])
        if declared.query_params:
            more, other = request_params_to_args(declared.query_params, asked)
            values, faults = {**values, **more}, [*faults, *other]
        return None if faults else values


class Query:
    """A GET route, its tree laid out in the order in which it is solved."""

    def __init__(self, route: APIRoute, parts: list[_Part]) -> None:
        self._route = route
        self._parts = parts

    @classmethod
    def of(cls, route: BaseRoute) -> Query | None:
        """The query that a route declares; None where it declares something else too."""
        if not isinstance(route, APIRoute) or route.methods != {"GET"} or route.response_field is None or route.status_code:
            return None
        parts: list[_Part] = []
        return cls(route, parts) if _lay_out(route.dependant, parts, {}) is not None else None

    def read(self, scope: Scope) -> list[Values] | None:
        """The parameters of each part; None where one is wrong."""
        asked = QueryParams(scope["query_string"])
        given = [part.given(scope, asked) for part in self._parts]
        return None if None in given else given  # type: ignore[return-value]

    async def answer(self, given: list[Values], scope: Scope, receive: Receive, send: Send) -> None:
        """Solve part by part and send the last one's answer; what parts hold open stays so until it is sent."""
        request, headed = Request(scope, receive, send), Response()
        found: list[Any] = []
        async with AsyncExitStack() as held:
            for part, values in zip(self._parts, given, strict=True):
                for name, place in part.needs:
                    values[name] = found[place]
                if part.declared.request_param_name:
                    values[part.declared.request_param_name] = request
                if part.declared.response_param_name:
                    values[part.declared.response_param_name] = headed
                if part.opens is not None:
                    found.append(await held.enter_async_context(part.opens(**values)))
                else:
                    found.append(None if part.calls is None else await part.calls(**values))
            response = found[-1]
            if not isinstance(response, Response):
                response = Response(await self._written(response), media_type="application/json")
                response.headers.raw.extend(item for item in headed.headers.raw if item[0] != b"content-length")
            await response(scope, receive, send)

    async def _written(self, answer: Any) -> bytes:
        route = self._route
        written: bytes = await serialize_response(
            field=route.response_field,
            response_content=answer,
            include=route.response_model_include,
            exclude=route.response_model_exclude,
            by_alias=route.response_model_by_alias,
            exclude_unset=route.response_model_exclude_unset,
            exclude_defaults=route.response_model_exclude_defaults,
            exclude_none=route.response_model_exclude_none,
            dump_json=True,
        )
        return written


def _lay_out(declared: Dependant, parts: list[_Part], places: dict[Any, int]) -> int | None:
    """Put a function behind those that it needs; its place, or None where it needs what no query here does."""
    call = declared.call
    if call in places:
        return places[call]
    needs = []
    for dependency in declared.dependencies:
        if (place := _lay_out(dependency, parts, places)) is None:
            return None
        if dependency.name is not None:
            needs.append((dependency.name, place))
    # A scheme of security stands in a signature for OpenAPI's sake: who asks is told by the verifier.
    is_said_only = isinstance(call, SecurityBase)
    opens = isasyncgenfunction(call)
    unlike = not is_said_only and (
        declared.header_params
        or declared.cookie_params
        or declared.body_params
        or declared.websocket_param_name
        or declared.http_connection_param_name
        or declared.background_tasks_param_name
        or declared.security_scopes_param_name
        or (opens and declared.scope == "function")
        or declared.concurrency is not None
        or not declared.use_cache
        or not (opens or iscoroutinefunction(call))
    )
    if unlike or call is None:
        return None
    context = asynccontextmanager(call) if opens else None
    parts.append(_Part(declared, tuple(needs), context, None if opens or is_said_only else call))
    places[call] = len(parts) - 1
    return places[call]


class Queries:
    """The GET routes of an application, found by how many segments an address has and by its first one."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._by_shape: dict[tuple[int, str], list[tuple[APIRoute, Query | None]]] = {}
        for route in routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                if any(isinstance(convertor, PathConvertor) for convertor in route.param_convertors.values()):
                    raise ValueError(f"{route.path}: a parameter that is several segments has no place here")
                self._by_shape.setdefault(_shape(route.path), []).append((route, Query.of(route)))

    def find(self, scope: Scope) -> tuple[Query, list[Values]] | None:
        """The query that a request asks, and its parameters; None where FastAPI has to answer."""
        for route, query in self._by_shape.get(_shape(scope["path"]), ()):
            if found := route.path_regex.match(scope["path"]):
                if query is None:
                    return None
                params = {name: route.param_convertors[name].convert(value) for name, value in found.groupdict().items()}
                scope["path_params"], scope["route"] = params, route
                given = query.read(scope)
                return None if given is None else (query, given)
        return None


def _shape(path: str) -> tuple[int, str]:
    return path.count("/"), path[1:].partition("/")[0]
