"""What scoring refuses of reopening, and behind the lock of what was not reopened."""

from __future__ import annotations

from infra.runtime.errors import Refusal
from services.scoring.refusals import Unsound


class NothingToReopen(Refusal):
    """Neither leaves nor ledgers are named."""

    status = 422
    code = "nothing-to-reopen"
    vi = "Hãy nêu tiêu chí cần mở lại (sheets) hoặc đơn vị cần mở lại điểm cộng, điểm trừ, báo cáo (ledgers)."
    en = "Name the leaves to reopen (`sheets`), or the units whose ledgers are to be reopened (`ledgers`)."


class LedgerNotReopened(Refusal):
    """The scores are reopened, but not this unit's ledger."""

    code = "ledger-not-reopened"
    vi = "Điểm cộng, điểm trừ và báo cáo của đơn vị {unit} không được mở lại. Hãy khóa điểm rồi mở lại (reopen-scores, ledgers)."
    en = "The ledger of unit {unit} was not reopened. Lock the scores, then reopen it by name (reopen-scores, `ledgers`)."


class ScoresNotLocked(Refusal):
    """Only locked scores are reopened."""

    code = "scores-not-locked"
    vi = "Điểm chưa khóa nên không cần mở lại."
    en = "The scores are not locked, so there is nothing to reopen."


class AlreadyReopened(Refusal):
    """The scores are reopened already, for other leaves or another reason."""

    code = "already-reopened"
    vi = "Điểm đang được mở lại theo một quyết định khác. Hãy khóa lại trước."
    en = "The scores are reopened already, by another decision. Lock them first."


class SheetNotReopened(Refusal):
    """The scores are reopened, but not those of this unit."""

    code = "sheet-not-reopened"
    vi = "Điểm của đơn vị {unit} không được mở lại."
    en = "The scores of unit {unit} were not reopened."


class ReopeningUnsound(Unsound):
    """Leaves that cannot be reopened."""

    code = "reopening-unsound"
    vi = "Đề nghị mở lại có {count} chỗ chưa đúng, xem «faults»."
    en = "What is to be reopened has {count} fault(s), each named in `faults`."
