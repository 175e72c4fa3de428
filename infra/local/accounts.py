"""Which user PostgreSQL runs as: ourselves, or, because it refuses to run as root, an unprivileged account."""

import os
import pwd
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from infra.local.faults import Fault
from infra.local.processes import Account


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


def can_enter(directory: Path, account: Account) -> bool:
    """Tell whether the account can reach a directory through all its parents."""
    check = subprocess.run(
        ["test", "-x", directory], user=account.uid, group=account.gid, extra_groups=[account.gid], cwd="/", check=False
    )
    return check.returncode == 0


def substitute_directory(directory: Path, account: Account) -> Path:
    """Return a directory, always the same for the same `directory`, that every user can reach and only `account` owns."""
    substitute = Path("/var/tmp") / f"thidua-{sha256(str(directory).encode()).hexdigest()[:16]}"  # noqa: S108 - owner checked below
    try:
        owner = substitute.lstat().st_uid
    except FileNotFoundError:
        return substitute
    if owner != account.uid:
        raise Fault(
            f"Thư mục {substitute} thuộc về người dùng khác; hãy đặt THIDUA_DATA vào nơi mọi người dùng đi tới được.",
            f"The directory {substitute} belongs to another user; set THIDUA_DATA to a place that every user can reach.",
        )
    return substitute


def hand_over(paths: Iterable[Path], account: Account | None) -> None:
    if account:
        for path in paths:
            os.chown(path, account.uid, account.gid)
