"""One PostgreSQL cluster in a directory: loopback TCP only, SCRAM passwords, one database and role a service."""

import json
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from infra.local import accounts, processes
from infra.local.faults import Fault, tail
from infra.local.ports import HOST, free_port, require_free
from infra.local.programs import require_postgres

START_PATIENCE_S = 30.0
STOP_PATIENCE_S = 2.5  # what a longer last checkpoint would have saved, recovery does at the next start
ADMINISTRATOR = "postgres"

SERVICE_DATABASE = Path(__file__).with_name("service_database.sql")

# Only what differs from PostgreSQL's defaults: fsync and synchronous_commit stay on.
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
"""


class Postgres:
    """Start, stop and kill a cluster; `port=None` takes a free port. Usable as a context manager."""

    def __init__(self, directory: Path, port: int | None = None, log: Path | None = None) -> None:
        self.directory = directory.absolute()
        self.log = log or self.directory / "postgres.log"
        self._wanted_port = port
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._hold = processes.Hold(self.directory / "lock")
        self._account = accounts.unprivileged()
        self._programs = accounts.reachable(require_postgres(), self._account)

    @property
    def port(self) -> int:
        if self._port is None:
            raise RuntimeError("PostgreSQL has not been started")
        return self._port

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def data(self) -> Path:
        """The cluster's own directory; elsewhere than `directory` if PostgreSQL's account cannot reach that."""
        if self._account and not accounts.can_use(self.directory, self._account):
            return accounts.substitute_directory(self.directory, self._account.uid)
        return self.directory / "data"

    def url(self, database: str, role: str = ADMINISTRATOR) -> str:
        password = quote(self._password(role), safe="")
        return f"postgresql://{role}:{password}@{HOST}:{self.port}/{database}"

    def start(self) -> None:
        """Return when the cluster accepts connections.

        Raises `Fault` if the port is taken, the directory is in use, or the server does not come up.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        self._hold.require()
        try:
            processes.reap(self.directory)
            if self._wanted_port is not None:
                require_free(self._wanted_port, "PostgreSQL")
            self._port = self._wanted_port or free_port()
            data = self.data
            if data.parent != self.directory and not self._passwords():
                shutil.rmtree(data, ignore_errors=True)  # left by a data directory that was since removed
            if not data.is_dir():
                self._create(data)
            self._launch(data)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop in order: open connections are ended, what is committed is on disk."""
        if self._process:
            processes.end(self._process, signal.SIGINT, STOP_PATIENCE_S)  # SIGINT is PostgreSQL's "fast" shutdown
            self._process = None
        self._hold.release()

    def kill(self) -> None:
        """SIGKILL the whole cluster, as a power cut would."""
        if self._process:
            processes.kill(self._process)
            self._process = None
        processes.reap(self.directory)  # initdb, if it still runs
        self._hold.release()

    def erase(self) -> None:
        """Remove the stopped cluster, wherever it lies."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def ensure_service_database(self, service: str) -> str:
        """Create database and role `thidua_<service>` if missing; return the role's URL to its database."""
        name = f"thidua_{service}"
        if name not in self._passwords():
            self._remember(name, secrets.token_urlsafe(24))
        script = SERVICE_DATABASE.read_text()
        self.psql(f"\\set name '{name}'\n\\set password '{self._password(name)}'\n{script}")
        return self.url(name, name)

    def psql(self, script: str, database: str = ADMINISTRATOR) -> str:
        """Run statements as the administrator; return the unadorned output."""
        # The password goes by the environment: an argument could be read by every user of the machine.
        where = ["-h", HOST, "-p", str(self.port), "-U", ADMINISTRATOR, "-d", database]
        answer = subprocess.run(
            [str(self._programs.bin / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *where],
            input=script,
            env={**os.environ, "PGPASSWORD": self._password(ADMINISTRATOR)},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise Fault(f"PostgreSQL từ chối câu lệnh: {answer.stderr}", f"PostgreSQL refused a statement: {answer.stderr}")
        return answer.stdout.strip()

    def _create(self, data: Path) -> None:
        # Under another name first: what a killed initdb leaves must not pass for a cluster.
        fresh = data.with_name(f"{data.name}.new")
        password_file = data.with_name(f"{data.name}.password")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password = secrets.token_urlsafe(24)
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        accounts.hand_over([fresh, password_file], self._account)
        command: list[str | Path] = [
            self._programs.bin / "initdb", "--pgdata", fresh, "--username", ADMINISTRATOR, "--pwfile", password_file,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions",
        ]  # fmt: skip
        initdb = processes.spawn(command, mark=self.directory, log=self.log, env=self._environment(), user=self._account)
        initdb.wait()
        password_file.unlink()
        if initdb.returncode:
            raise self._fault("không tạo được cụm dữ liệu", "could not create its cluster")
        with (fresh / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        self._passwords_file.unlink(missing_ok=True)
        self._remember(ADMINISTRATOR, password)
        fresh.replace(data)

    def _launch(self, data: Path) -> None:
        # Nothing of ours runs any more (reap): a pid file left by a killed server may name a stranger by now.
        (data / "postmaster.pid").unlink(missing_ok=True)
        self._process = processes.spawn(
            [self._programs.bin / "postgres", "-D", data, "-p", str(self.port)],
            mark=self.directory,
            log=self.log,
            env=self._environment(),
            user=self._account,
        )
        if not processes.wait_until_ready(self._process, lambda: _is_ready(data), START_PATIENCE_S):
            raise self._fault("không khởi động được", "did not start")

    def _environment(self) -> dict[str, str]:
        # PGPORT and its kind would override what we say; LANG would translate the log.
        return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))} | {"LANG": "C"}

    def _fault(self, vi: str, en: str) -> Fault:
        last = tail(self.log)
        return Fault(f"PostgreSQL {vi}. Nhật ký {self.log}:\n{last}", f"PostgreSQL {en}. Its log {self.log} ends as shown.")

    @property
    def _passwords_file(self) -> Path:
        return self.directory / "passwords.json"

    def _passwords(self) -> dict[str, str]:
        if not self._passwords_file.is_file():
            return {}
        passwords: dict[str, str] = json.loads(self._passwords_file.read_text())
        return passwords

    def _password(self, role: str) -> str:
        return self._passwords()[role]

    def _remember(self, role: str, password: str) -> None:
        fresh = self._passwords_file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(self._passwords() | {role: password}))
        fresh.replace(self._passwords_file)


def _is_ready(data: Path) -> bool:
    # The server writes its state into line 8 of its pid file, for pg_ctl and for us.
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"
