"""What the services' own rules promise the people whose points and places hang on them."""

from tests.mutants.promises import Mutant

SCORING = "services/scoring/"
LEAVING = "a unit that leaves moves points as its authority has said"

MUTANTS = (
    Mutant(
        LEAVING,
        "the lock waits for the word on a departed unit",
        SCORING + "leaving.py",
        "    if waiting:\n",
        "    if not season:\n",
    ),
    Mutant(
        LEAVING,
        "the lock waits for what a successor is to inherit",
        SCORING + "leaving.py",
        "    if heirs:\n",
        "    if not season:\n",
    ),
    Mutant(
        LEAVING,
        "what is excluded is no longer the best",
        SCORING + "leaving.py",
        "left_out = without if fact.policy is DeparturePolicy.FREEZE else season.left_out | {fact.unit}",
        "left_out = without",
    ),
    Mutant(
        LEAVING,
        "the lock does not wait for a reactor to hear of a departure",
        SCORING + "domain.py",
        "    return [*facts, *departed_unheard(known, season, season.members)]",
        "    return facts",
    ),
    Mutant(
        LEAVING,
        "what was inherited is weighted by full months",
        SCORING + "moves.py",
        "total=season.departures.total_of(unit, added.total + (ledger.points if ledger else 0))",
        "total=added.total + (ledger.points if ledger else 0)",
    ),
    Mutant(
        "no one acts or sees beyond their role, unit and authority",
        "reasons given to another unit are kept back",
        SCORING + "change_queries.py",
        'hidden = units is not None and row["unit"] not in units',
        "hidden = False",
    ),
)
