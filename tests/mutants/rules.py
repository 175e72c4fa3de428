"""What the services' own rules promise the people whose points and places hang on them."""

from tests.mutants.promises import Mutant

SCORING = "services/scoring/"
RANKING = "services/ranking/"
VOTE = "a vote cannot be traced"
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
        "left_out=without if counts else season.left_out | {fact.unit}",
        "left_out=without",
    ),
    Mutant(
        LEAVING,
        "the lock does not wait for a reactor to hear of a departure",
        SCORING + "phases.py",
        "    return [*facts, *departed_unheard(known, season, season.members)]",
        "    return facts",
    ),
    Mutant(
        LEAVING,
        "what was inherited is weighted by full months",
        SCORING + "moves.py",
        "total=season.departures.total_of(unit, added.total + (ledger.points if ledger else 0), season.precision)",
        "total=added.total + (ledger.points if ledger else 0)",
    ),
    Mutant(
        "no one acts or sees beyond their role, unit and authority",
        "reasons given to another unit are kept back",
        SCORING + "change_queries.py",
        'hidden = units is not None and row["unit"] not in units',
        "hidden = False",
    ),
    Mutant(VOTE, "the box is shaken", RANKING + "box.sql", " order by gen_random_uuid()", ""),
    Mutant(
        VOTE,
        "papers are sealed",
        RANKING + "sealing.py",
        "encrypt(ONCE, said, paper.place)",
        "encrypt(ONCE, said, paper.place) + said",
    ),
    Mutant(VOTE, "papers are of one length", RANKING + "sealing.py", ".ljust(CHOICE_CHARACTERS)", ""),
    Mutant(
        VOTE,
        "papers enter the log by their receipts",
        RANKING + "closing.py",
        "sorted(papers, key=lambda paper: (paper.receipt, str(paper.candidate), paper.choice))",
        "papers[::-1]",
    ),
    Mutant(VOTE, "no hash of a vote is stored", RANKING + "ballot_doors.py", "        hashed=False,\n", ""),
    Mutant(VOTE, "no trace of a vote is kept", RANKING + "ballot_doors.py", "        traced=False,\n", ""),
    Mutant(
        VOTE,
        "a repeat is told what is in the box alone",
        "infra/runtime/decider.py",
        "if accepted.repeated and not await aside.is_kept(self._pool):",
        "if False:",
    ),
    Mutant(
        VOTE,
        "the paper goes in with the vote's own transaction",
        "infra/runtime/event_log.py",
        "await proposal.aside.keep(connection)",
        "await proposal.aside.keep(self._pool)  # type: ignore[arg-type]",
    ),
)
