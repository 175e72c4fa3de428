"""`thidua demo`, `thidua play`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from infra.local import console
from infra.local.commands.running import run_stack, wait_for_interrupt
from infra.local.faults import Fault
from infra.local.places import data_directory
from infra.local.stack import Stack, require_running, running_supervisor
from infra.local.supervisor import Supervisor


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Kết thúc sau khi có kết quả · End after the result.")] = False,
    json: Annotated[Path | None, typer.Option("--json", help="Ghi kết quả vào tệp JSON · Write the result as JSON.")] = None,
) -> None:
    """Diễn lại mùa thi đua 2023 của Bạc Liêu · Play the 2023 season of Bạc Liêu."""
    from infra.local.demo import main

    if running_supervisor(data_directory()):
        raise typer.Exit(main(require_running(), json))
    code = 0

    def play(supervisor: Supervisor) -> None:
        nonlocal code
        if supervisor.repairs:
            raise Fault(
                "Có dịch vụ chưa nhận lệnh, xem ở trên và infra/local/DISASTER.md.",
                "Some services take no commands: see above, and infra/local/DISASTER.md.",
            )
        code = main(Stack.of(supervisor.layout.root, supervisor.state), json)
        if code == 0 and not leave:
            console.say("Ctrl-C để dừng · to stop")
            wait_for_interrupt()

    run_stack(play)
    raise typer.Exit(code)


class Sequel(StrEnum):
    """What can be played behind the season."""

    REORGANISATION_2025 = "reorganisation-2025"


def play(sequel: Annotated[Sequel, typer.Argument(help="Việc cần diễn · What to play.")]) -> None:
    """Diễn tiếp sau mùa 2023: sắp xếp đơn vị 01/07/2025 · Play what came after the season: the reorganisation of 2025."""
    from infra.local.demo import main_of_reorganisation

    match sequel:
        case Sequel.REORGANISATION_2025:
            raise typer.Exit(main_of_reorganisation(require_running()))
