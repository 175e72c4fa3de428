"""What an auditor's or operator's command works on: a service's code, its settings, its database, its Kafka.

The settings are the environment's, as in a container; where it names no installation, those of the local stack. Import
this inside a command: it brings the whole runtime along, for which other commands need not wait.
"""

import asyncio
import importlib
import os
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import asyncpg

from contracts.topics import SERVICES
from infra.local.entry import STOPPED
from infra.local.environment import service_environment
from infra.local.faults import MISUSE, Fault
from infra.local.places import Layout, data_directory
from infra.local.postgres import Postgres
from infra.local.stack import require_running
from infra.local.state import read_state
from infra.runtime.database import open_pool
from infra.runtime.errors import OperationRefused, Problem
from infra.runtime.files.store import FileStore
from infra.runtime.kafka import KafkaAddress
from infra.runtime.service import Service, file_store_of
from infra.runtime.settings import PREFIX, Settings, SettingsWrong, load_settings

POOL_SIZE = 4
Result = TypeVar("Result")


@dataclass(frozen=True)
class Workbench:
    """One service laid open, beside the processes of it that may be running."""

    service: Service
    settings: Settings
    pool: asyncpg.Pool
    kafka: KafkaAddress

    @property
    def files(self) -> FileStore | None:
        """The store of a service that takes files in; see `files_of`."""
        return _files(self.service, self.settings)

    @classmethod
    @asynccontextmanager
    async def at(cls, name: str) -> "AsyncIterator[Workbench]":
        """Open a service by its name.

        Raises `Fault` if there is no such service, or no stack and no settings.
        """
        service, settings = service_of(name), settings_of(name)
        pool = await open_pool(str(settings.database_url), size=POOL_SIZE)
        try:
            yield cls(service, settings, pool, KafkaAddress.of(settings))
        finally:
            await pool.close()


def service_of(name: str) -> Service:
    """Return a service's composition root."""
    if name not in SERVICES:
        known = ", ".join(SERVICES)
        raise Fault(
            f"Không có dịch vụ «{name}». Các dịch vụ: {known}.", f"There is no service `{name}`. There are: {known}.", MISUSE
        )
    # By name, as `thidua run` does: infra never imports a service.
    service = importlib.import_module(f"services.{name}.app").SERVICE
    assert isinstance(service, Service)
    return service


def settings_of(name: str) -> Settings:
    """Return the settings of a service: the environment's own, else the local stack's."""
    if f"{PREFIX}INSTALLATION" in os.environ:
        try:
            return load_settings()
        except SettingsWrong as wrong:
            raise Fault(str(wrong), "The settings of the environment are not right, see above.", MISUSE) from wrong
    require_running()
    layout = Layout(data_directory())
    state = read_state(layout.state)
    assert state is not None
    database = f"thidua_{name}"
    url = Postgres(layout.postgres, state.ports["postgres"]).url(database, database)
    given = service_environment(name, state, layout, url)
    return Settings(**{key.removeprefix(PREFIX).lower(): value for key, value in given.items() if key.startswith(PREFIX)})  # type: ignore[arg-type]


def files_of(name: str) -> FileStore | None:
    """Return the store of a service that takes files in.

    Raises `Fault` if its settings do not say where it is.
    """
    if given := os.environ.get(f"{PREFIX}FILE_STORE"):
        return FileStore(Path(given))
    return _files(service_of(name), settings_of(name))


def _files(service: Service, settings: Settings) -> FileStore | None:
    try:
        return file_store_of(service, settings)
    except SettingsWrong as wrong:
        raise Fault(str(wrong), "The settings do not say where files are kept, see above.", MISUSE) from wrong


def work(task: Awaitable[Result], *, resumes: bool) -> Result:
    """Run a command's work; say that it was stopped, and whether the same command goes on from there."""

    async def run() -> Result:
        return await task

    try:
        return asyncio.run(run())
    except KeyboardInterrupt:
        vi = "chạy lại đúng lệnh này để làm tiếp" if resumes else "chưa có gì thay đổi"
        en = "the same command goes on where it stopped" if resumes else "nothing was changed"
        raise Fault(f"Đã dừng: {vi}.", f"Stopped: {en}.", STOPPED) from None
    except OperationRefused as refused:
        raise Fault(refused.vi, refused.en) from refused
    except Problem as problem:
        raise Fault(problem.vi.format_map(problem.fields), problem.en.format_map(problem.fields)) from problem
