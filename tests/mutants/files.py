"""What keeps the files that are handed in: whole or not there, nothing that is not taken, and found where they are cited."""

from tests.mutants.promises import RUNTIME, Mutant

FILES = RUNTIME + "files/"
WHOLE = "a file is whole or not there"
TAKEN = "nothing is kept that is too large"
CITED = "a cited file that is missing or altered"
MUTANTS = (
    Mutant(
        WHOLE,
        "whoever writes a file holds a lock on it",
        FILES + "store.py",
        "        fcntl.flock(file, fcntl.LOCK_EX)\n        if os.fstat",
        "        if os.fstat",
    ),
    Mutant(
        WHOLE,
        "a start sweeps what nobody writes any more",
        FILES + "store.py",
        "            path.unlink(missing_ok=True)\n    except",
        "            pass\n    except",
    ),
    Mutant(
        WHOLE,
        "a file is on the disk before it has its name",
        FILES + "store.py",
        "            os.fsync(self._file.fileno())\n",
        "",
    ),
    Mutant(
        WHOLE,
        "what is not kept is taken away",
        FILES + "store.py",
        "            self._path.unlink(missing_ok=True)\n",
        "",
    ),
    Mutant(
        WHOLE,
        "a changed file ends without its last block",
        FILES + "transfer.py",
        "(sent == self._size and digest.hexdigest() != self._sha256)",
        "False",
    ),
    Mutant(
        WHOLE,
        "a file is read before it is handed out",
        FILES + "transfer.py",
        "        if await asyncio.to_thread(hash_of, file) != sha256:\n",
        "        if False:\n",
    ),
    Mutant(
        TAKEN,
        "a document is searched for programs",
        FILES + "kinds.py",
        "if PROGRAMS.search(name)",
        "if False",
    ),
    Mutant(
        TAKEN,
        "what a document unpacks to is bounded",
        FILES + "kinds.py",
        "            _require_bounded(infos)\n",
        "",
    ),
    Mutant(
        TAKEN,
        "a file is counted on its way in",
        FILES + "transfer.py",
        "        if incoming.size + len(block) > bytes_max:\n",
        "        if False:\n",
    ),
    Mutant(
        CITED,
        "verify reads every cited file",
        FILES + "store.py",
        "return hash_of(file) == sha256",
        "return True",
    ),
    Mutant(
        CITED,
        "the verifier reads the files that came along",
        "infra/audit/verify.py",
        "            sound = hash_of(files / sha256[:2] / sha256[2:4] / sha256) == sha256\n",
        "            sound = bool(hash_of(files / sha256[:2] / sha256[2:4] / sha256))\n",
    ),
    Mutant(
        "a sheet cites what was uploaded",
        "a file that is not in the store is refused",
        "services/scoring/evidence_rules.py",
        '        yield Fault("evidence-not-uploaded", leaf, named)\n',
        "",
    ),
)
