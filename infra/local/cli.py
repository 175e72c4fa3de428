"""The `thidua` command."""

import logging
import os
import sys
from typing import Never

import typer
from typer.core import TyperGroup

from infra.local import away, console
from infra.local.commands import export, history, journal, parts, repairing, replaying, running, season, watching, what_if
from infra.local.entry import STOPPED
from infra.local.faults import MISUSE, Fault


class FaultsAreSentences(TyperGroup):
    """Say an expected fault in two languages and give its exit code, instead of a traceback."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever reads has had enough, as `| head` has: a quiet end, also of what is flushed at the exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Fault as fault:
            _end_with(fault)
        except KeyboardInterrupt:
            _end_with(Fault("Đã dừng.", "Stopped.", STOPPED))
        except typer.TyperException as wrong:
            # Who names no command gets the help, and not a fault.
            if wrong.exit_code != MISUSE or type(wrong).__name__ == "NoArgsIsHelpError":
                raise
            said, at = wrong.format_message(), getattr(wrong, "ctx", None) or ctx
            _end_with(
                Fault(
                    f"Lệnh chưa đúng cách dùng. Xem: {at.command_path} --help. ({said})",
                    f"The command is not used like that: {said} See: {at.command_path} --help",
                    MISUSE,
                )
            )
        except typer.Exit:
            raise
        except Exception as error:
            if (met := away.fault_of(error)) is None:
                raise
            _end_with(met)


def _end_with(fault: Fault) -> Never:
    console.fail(fault)
    raise typer.Exit(fault.code) from None


app = typer.Typer(
    cls=FaultsAreSentences,
    help="Thi Đua: chạy, xem và thử hệ thống trên một máy · run, watch and try the system on one machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(running.up)
app.command()(running.down)
app.command()(running.status)
app.command()(season.demo)
app.command()(season.play)
app.command()(parts.token)
app.command()(parts.run)
app.command()(parts.topics)
app.command()(history.events)
app.command()(history.digest)
app.command()(export.export)
app.command()(repairing.verify)
app.command()(repairing.reconcile)
app.command()(repairing.republish)
app.command()(repairing.restore)
app.command()(replaying.rebuild)
app.command("as-of")(replaying.as_of)
app.command()(journal.journal)
app.command("what-if")(what_if.what_if)
app.command()(watching.lag)
app.add_typer(watching.parked, name="parked")

# What Kafka's client has to say comes as a fault; without a handler Python would print it beside that.
logging.getLogger("aiokafka").addHandler(logging.NullHandler())

if __name__ == "__main__":
    app()
