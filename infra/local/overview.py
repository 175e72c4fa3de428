"""Each process with its health: for the live table of `up` and for `thidua status`."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
from rich.table import Table

from contracts.topics import SERVICES
from infra.local import console, health
from infra.local.state import ProcessState, State

COLUMNS = ("role", "pid", "port", "health", "backlog", "lag", "restarts", "repair")


def rows(state: State) -> list[dict[str, Any]]:
    """Return one document a process, in the order in which they were started."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(_row, state.processes))


def all_ready(documents: list[dict[str, Any]]) -> bool:
    """Tell whether every process is there and ready at this moment."""
    return bool(documents) and all(document["health"] == "ready" for document in documents)


def _row(process: ProcessState) -> dict[str, Any]:
    answer = health.Health("")
    if process.role in SERVICES and process.port and process.condition == "ready":
        answer = health.ask(process.port)
    alive = process.pid is not None and psutil.pid_exists(process.pid)
    health_ = "closed" if answer.repair else answer.status
    return {
        "role": process.role,
        "pid": process.pid if alive else None,
        "port": process.port,
        "health": health_ or (process.condition if alive or process.condition != "ready" else "dead"),
        "backlog": answer.backlog,
        "lag": answer.lag,
        "restarts": process.restarts,
        "repair": f"thidua {answer.repair} {process.role}" if answer.repair else None,
        "reason": answer.reason,
    }


def as_table(documents: list[dict[str, Any]]) -> Table:
    return console.table(COLUMNS, ([document[column] for column in COLUMNS] for document in documents))
