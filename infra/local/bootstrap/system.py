"""What no Python package brings (Maven, the venv module, a font): installed by apt-get where we may, else named."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

from infra.local.bootstrap.commands import run
from infra.local.bootstrap.kafka import is_fetched
from infra.local.bootstrap.progress import Step
from infra.local.faults import MISUSE, Fault
from infra.local.places import kafka_elsewhere
from infra.papers import fonts

# How other systems call it and install it; Debian and Ubuntu are handled by apt-get below.
OTHER_INSTALLERS = {"brew": "brew install maven", "dnf": "sudo dnf install maven", "pacman": "sudo pacman -S maven"}


def missing_packages() -> list[str]:
    """Return the Debian packages of what is needed and not there."""
    packages = []
    if not find_spec("ensurepip"):
        packages.append("python3-venv")
    if not (kafka_elsewhere() or is_fetched() or shutil.which("mvn")):
        packages.append("maven")
    if lacks_font():
        packages.append(fonts.PACKAGE)
    return packages


def lacks_font() -> bool:
    """Say whether the font of PDFs is not there and may be brought; nobody is kept from starting for want of it."""
    return fonts.font_directory() is None and shutil.which("apt-get") is not None and _privilege() is not None


def require_means(packages: list[str]) -> None:
    """Raise a `Fault` that names the installing command if something is missing that we may not install ourselves."""
    if packages and (not shutil.which("apt-get") or _privilege() is None):
        wanted = " ".join(packages)
        advice = _advice(wanted)
        raise Fault(f"Thiếu {wanted}. Hãy cài đặt bằng: {advice}", f"Missing: {wanted}. Install it with: {advice}", MISUSE)


def install(packages: list[str], step: Step) -> None:
    """Install with apt-get, as root or by a sudo that asks no password."""
    wanted = " ".join(packages)
    privilege = _privilege() or []
    step.note = f"apt-get install {wanted}"
    apt = [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "Dpkg::Use-Pty=0"]
    run([*apt, "update"], lambda _: None)
    count = _Count(step, wanted)
    run([*apt, "install", "-y", "--no-install-recommends", *packages], count.line)


class _Count:
    """Read apt-get's output as steps: so many fetched, so many set up."""

    def __init__(self, step: Step, wanted: str) -> None:
        self.step = step
        self.wanted = wanted
        self.total = 0
        self.done = 0

    def line(self, line: str) -> None:
        if match := re.search(r"(\d+) newly installed", line):
            self.total = int(match[1])
        elif match := re.match(r"Get:(\d+) ", line):
            self.step.note = f"apt-get install {self.wanted}: tải · fetched {match[1]}/{self.total}"
        elif line.startswith("Setting up "):
            self.done += 1
            self.step.note = f"apt-get install {self.wanted}: cài · set up {self.done}/{self.total}"


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def _advice(wanted: str) -> str:
    if shutil.which("apt-get"):
        return f"sudo apt-get install {wanted}"
    by_system = (command for tool, command in OTHER_INSTALLERS.items() if shutil.which(tool))
    return next(by_system, f"{wanted} ({sys.platform})")
