"""The mutants: mechanisms that keep promises of infra/README.md, each taken out by changing one place of one file."""

from tests.mutants import doors, files, flow, log, proof, rules

MUTANTS = (*log.MUTANTS, *flow.MUTANTS, *proof.MUTANTS, *doors.MUTANTS, *files.MUTANTS, *rules.MUTANTS)

WITHOUT = {
    "what was lost comes back by what a page says": "a drill: what it goes through has mutants of its own",
}
"""Promises that no one place of the code keeps, and why."""
