"""`thidua up`, `down` and `status`."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Annotated, Never

import typer
from rich.live import Live

from contracts.topics import SERVICES
from infra.local import console, overview, processes
from infra.local.faults import FAILURE, MISUSE, Fault
from infra.local.places import Layout, data_directory
from infra.local.postgres import Postgres
from infra.local.stack import running_supervisor
from infra.local.state import State, read_state
from infra.local.supervisor import AlreadyRunning, Supervisor

REFRESH_S = 1.0
DETACH_PATIENCE_S = 120.0
DOWN_PATIENCE_S = 15.0
POLL_S = 0.1
STOP_REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Trả lời khi đã sẵn sàng · Return when ready.")] = False,
    only_stores: Annotated[
        bool,
        typer.Option("--only-stores", help="Chưa chạy dịch vụ, để khôi phục · No service yet, to restore everything first."),
    ] = False,
) -> None:
    """Khởi động PostgreSQL, Kafka và các dịch vụ · Start PostgreSQL, Kafka and the services."""
    try:
        if detach:
            _start_detached(only_stores=only_stores)
        else:
            run_stack(_show, only_stores=only_stores)
    except AlreadyRunning as fault:
        console.say(f"{fault.vi} · {fault.en}")


def _show(supervisor: Supervisor) -> None:
    if not console.OUT.is_terminal:
        wait_for_interrupt()
    with Live(console=console.OUT, auto_refresh=False) as live:
        while True:
            live.update(overview.as_table(overview.rows(supervisor.state)), refresh=True)
            time.sleep(REFRESH_S)


def run_stack(body: Callable[[Supervisor], None], *, only_stores: bool = False) -> None:
    """Start the stack, call `body`, stop the stack: at its end, or on Ctrl-C or SIGTERM, which end it quietly."""
    if os.environ.get("THIDUA_PROFILE", "demo") != "demo":
        raise Fault(
            "Hệ thống trên một máy chỉ dùng để minh họa; với THIDUA_PROFILE khác «demo», hãy dùng docker-compose.yml.",
            "The stack on one machine is a demonstration; with another THIDUA_PROFILE than `demo` use docker-compose.yml.",
            MISUSE,
        )
    supervisor = Supervisor(data_directory(), console.say)
    for request in STOP_REQUESTS:
        signal.signal(request, _interrupt)
    try:
        supervisor.start(only_stores=only_stores)
        try:
            body(supervisor)
        finally:
            _ignore_stop_requests()
            began = time.monotonic()
            supervisor.stop()
            console.say(f"Đã dừng · Stopped ({time.monotonic() - began:.1f} s)")
    except KeyboardInterrupt:
        return


def wait_for_interrupt() -> None:
    while True:
        signal.pause()


def _interrupt(_signal: int, _frame: FrameType | None) -> Never:
    _ignore_stop_requests()  # the stop that begins now is bounded; a second Ctrl-C must not cut it short
    raise KeyboardInterrupt


def _ignore_stop_requests() -> None:
    for request in STOP_REQUESTS:
        signal.signal(request, signal.SIG_IGN)


def _start_detached(*, only_stores: bool) -> None:
    root = data_directory()
    if running_supervisor(root):
        raise AlreadyRunning(root)
    log = Layout(root).log("supervisor")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "infra.local.cli", "up", *(["--only-stores"] if only_stores else [])],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + DETACH_PATIENCE_S
    with log.open() as lines:
        while time.monotonic() < deadline:
            for line in lines:
                console.say(line.rstrip())
            state = read_state(Layout(root).state)
            if state and state.ready and state.supervisor and state.supervisor.pid == child.pid:
                for line in lines:
                    console.say(line.rstrip())
                if any(document["repair"] for document in overview.rows(state)):
                    raise typer.Exit(FAILURE)
                return
            if child.poll() is not None:
                for line in lines:
                    console.say(line.rstrip())
                raise typer.Exit(child.returncode or FAILURE)
            time.sleep(POLL_S)
    raise Fault(f"Hệ thống chưa sẵn sàng, xem {log}.", f"The stack is not ready yet, see {log}.")


def down(
    erase: Annotated[bool, typer.Option("--erase", help="Xoá cả dữ liệu · Remove the data too.")] = False,
) -> None:
    """Dừng hệ thống · Stop the stack."""
    root = data_directory()
    layout = Layout(root)
    if supervisor := running_supervisor(root):
        supervisor.terminate()
        if not processes.wait_until_gone([supervisor], DOWN_PATIENCE_S):
            raise Fault(f"Tiến trình {supervisor.pid} chưa dừng.", f"Process {supervisor.pid} has not stopped yet.")
        console.say("Đã dừng · Stopped")
    else:
        orphans = processes.reap(*layout.marks(SERVICES))
        console.say("Hệ thống không chạy · The stack was not running" + (_ended(orphans) if orphans else ""))
    if erase and root.is_dir():
        if layout.postgres.is_dir():
            Postgres(layout.postgres).erase()
        shutil.rmtree(root)
        console.say(f"Đã xoá · Removed {root}")


def _ended(orphans: int) -> str:
    return f"\nĐã dọn {orphans} tiến trình còn sót · Ended {orphans} processes left by a killed start"


def status(
    as_json: Annotated[bool, typer.Option("--json", help="In dạng JSON · Print JSON.")] = False,
) -> None:
    """Xem từng tiến trình · Show each process: role, pid, port, health, backlog, lag."""
    root = data_directory()
    running = running_supervisor(root) is not None
    state = read_state(Layout(root).state) or State()
    documents = overview.rows(state) if running else []
    orphans = 0 if running else sum(1 for _ in processes.marked(*Layout(root).marks(SERVICES)))
    if as_json:
        document = {
            "running": running,
            "ready": running and state.ready and overview.all_ready(documents),
            "orphans": orphans,
            "data": str(root),
            "processes": documents,
        }
        console.say(json.dumps(document, indent=2))
    elif running:
        console.show(overview.as_table(documents))
    else:
        console.say("Hệ thống không chạy · The stack does not run")
        if orphans:
            console.say(
                f"Còn sót {orphans} tiến trình của lần chạy bị giết; «thidua down» dọn chúng · "
                f"{orphans} processes are left by a killed start; `thidua down` ends them"
            )
    if not running:
        raise typer.Exit(FAILURE)
