"""From dossier to publication: the provincial flag of Phước Long, all invented."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.awards import Proposal
from contracts.examples.awards import DECISION, DOSSIERS_RECEIVED, NOMINATIONS_DRAFTED
from contracts.examples.movements import INITIATIVE
from contracts.examples.registry import AUTHORITY, BAC_LIEU, CLUSTER, COUNCIL_FORMED, PACK, PHUOC_LONG, SEASON
from contracts.procedure import (
    AppraisalConcluded,
    AskedOpinion,
    CouncilVoted,
    DecisionPublished,
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    DraftWithdrawn,
    NominationsReleased,
    NominationsSubmitted,
    NominationVote,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    PaperDocument,
    PaperFile,
    PaperRecord,
    ReceivedPaper,
    RecordKind,
    Stance,
    SubmissionIssued,
    SubmissionWithdrawn,
)
from contracts.rules import AwardCode, AwardLevel, Share, Threshold, VoteBase

SUBMISSION = UUID("018ca9c3-0800-7000-8007-000000000412")
OPINION = UUID("018ca9c3-0800-7000-8008-000000000001")
LATE_OPINION = UUID("018ca9c3-0800-7000-8008-000000000002")
FLAG = AwardCode.PROVINCIAL_FLAG
MEMBERS = tuple(seat.person for seat in COUNCIL_FORMED.seats)

DOSSIER_PAPERS_RECEIVED = DossierPapersReceived(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    award=FLAG,
    papers=(
        ReceivedPaper(paper="unit-proposal", source=PaperDocument(number="45/TTr-UBND", issued_on=date(2023, 12, 18))),
        ReceivedPaper(paper="achievement-report", source=PaperFile(name="bao-cao-thanh-tich.pdf", sha256="ab" * 32)),
        ReceivedPaper(paper="review-minutes", source=PaperRecord(record=RecordKind.INITIATIVE, id=INITIATIVE)),
    ),
    received_on=date(2023, 12, 19),
    pack=PACK,
)
DOSSIER_RETURNED = DossierReturned(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    award=FLAG,
    papers=("achievement-report",),
    reason="Báo cáo chưa có xác nhận.",
    returned_on=date(2023, 12, 19),
)
DOSSIER_REFUSED = DossierRefused(
    cluster=CLUSTER, unit=BAC_LIEU, award=FLAG, rank=2, reason="Hồ sơ không đúng đối tượng.", refused_on=date(2023, 12, 20)
)
SUBMISSION_WITHDRAWN = SubmissionWithdrawn(
    submission=SUBMISSION, clusters=(CLUSTER,), reason="Ghi thiếu một đơn vị.", withdrawn_on=date(2023, 12, 25)
)
NOMINATIONS_RELEASED = NominationsReleased(cluster=CLUSTER, submission=SUBMISSION, released_on=date(2023, 12, 25))
NOMINATIONS_SUBMITTED = NominationsSubmitted(
    cluster=CLUSTER,
    submission=SUBMISSION,
    submitted_on=date(2023, 12, 22),
    nominations=NOMINATIONS_DRAFTED.nominations[:1],
)
SUBMISSION_ISSUED = SubmissionIssued(
    submission=SUBMISSION,
    authority=AUTHORITY,
    season=SEASON,
    issuer="Sở Nội vụ tỉnh Bạc Liêu",
    series="TTr-SNV",
    number=412,
    year=2023,
    submitted_on=NOMINATIONS_SUBMITTED.submitted_on,
    title="Đề nghị tặng Cờ thi đua của Ủy ban nhân dân tỉnh năm 2023",
    signer_name="Trần Thị Mẫu",
    signer_title="Giám đốc Sở Nội vụ",
    level=AwardLevel.PROVINCIAL,
    pack=PACK,
    proposals=(
        Proposal(
            cluster=CLUSTER,
            published_on=NOMINATIONS_DRAFTED.published_on,
            received_on=DOSSIERS_RECEIVED.received_on,
            nominations=NOMINATIONS_SUBMITTED.nominations,
        ),
    ),
    appraisal_due_on=date(2024, 2, 5),
)
OPINIONS_ASKED = OpinionsAsked(
    submission=SUBMISSION,
    asked_on=date(2023, 12, 22),
    asked=(
        AskedOpinion(opinion=OPINION, name="Công an tỉnh Bạc Liêu"),
        AskedOpinion(opinion=LATE_OPINION, name="Ủy ban nhân dân thành phố Bạc Liêu", unit=BAC_LIEU),
    ),
    pack=PACK,
    due_on=date(2024, 1, 8),
)
OPINION_RECEIVED = OpinionReceived(
    submission=SUBMISSION,
    opinion=OPINION,
    received_on=date(2023, 12, 25),
    stance=Stance.AGREES,
    document=PaperDocument(number="1021/CAT-PV01", issued_on=date(2023, 12, 25)),
)
OPINIONS_CLOSED = OpinionsClosed(
    submission=SUBMISSION,
    closed_on=date(2023, 12, 26),
    missing=(LATE_OPINION,),
    reason="Đã hỏi lại bằng văn bản, đơn vị không có ý kiến.",
)
APPRAISAL_CONCLUDED = AppraisalConcluded(
    submission=SUBMISSION,
    concluded_on=date(2023, 12, 26),
    document=PaperDocument(number="88/BC-BTĐKT", issued_on=date(2023, 12, 26)),
    conclusion="Hồ sơ đủ điều kiện trình Hội đồng.",
)
COUNCIL_VOTED = CouncilVoted(
    submission=SUBMISSION,
    council=COUNCIL_FORMED.council,
    session=1,
    held_on=date(2023, 12, 27),
    minutes="09/BB-HĐTĐKT",
    members=MEMBERS,
    present=MEMBERS,
    votes=(
        NominationVote(
            cluster=CLUSTER,
            unit=PHUOC_LONG,
            award=FLAG,
            yes=1,
            no=0,
            blank=0,
            invalid=0,
            recused=MEMBERS[:1],
            base=len(MEMBERS),
            threshold=Threshold(of=VoteBase.TOTAL, share=Share(part=1, whole=2), more_than=False),
            passed=True,
            pack=PACK,
        ),
    ),
)
DRAFT_WITHDRAWN = DraftWithdrawn(
    decision=DECISION,
    submissions=(SUBMISSION,),
    clusters=(CLUSTER,),
    reason="Hội đồng họp lại.",
)
DECISION_PUBLISHED = DecisionPublished(
    decision=DECISION, published_on=date(2023, 12, 29), where="Cổng thông tin điện tử tỉnh Bạc Liêu"
)
