"""What registry refuses, each as a fact about the world: a stable code and what to do, in Vietnamese and English."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownDocument(Refusal):
    """The legal document cited was never recorded."""

    code = "unknown-document"
    vi = "Chưa có văn bản {document} trong sổ. Hãy ghi văn bản đó trước rồi mới viện dẫn."
    en = "Legal document {document} has not been recorded. Record it first, then cite it."


class UnknownSeason(Refusal):
    """The season was never opened."""

    code = "unknown-season"
    vi = "Năm thi đua {season} chưa được mở. Hãy mở năm thi đua trước."
    en = "Season {season} has not been opened. Open it first."


class UnknownPack(Refusal):
    """No rule pack of this name ships with the software."""

    code = "unknown-rule-pack"
    vi = "Không có bộ quy tắc {pack}. Các bộ hiện có: {shipped}."
    en = "There is no rule pack {pack}. Those that ship: {shipped}."


class PackNotAdopted(Refusal):
    """The authority has not adopted the rule pack."""

    code = "rule-pack-not-adopted"
    vi = "Bộ quy tắc {pack} chưa được ban hành áp dụng. Hãy áp dụng bộ quy tắc trước."
    en = "Rule pack {pack} has not been adopted. Adopt it first."


class PackAlreadyAdopted(Refusal):
    """The authority adopted this version of the rule pack before, or a later one."""

    code = "rule-pack-already-adopted"
    vi = "Bộ quy tắc {pack} đã áp dụng đến bản {adopted}, bản {version} không áp dụng được nữa. Muốn đổi, hãy soạn bản riêng."
    en = "Rule pack {pack} is adopted up to version {adopted}; version {version} can no longer be. To change it, draft your own."


class NoRulePackDraft(Refusal):
    """Nobody has begun a draft of this pack."""

    code = "no-rule-pack-draft"
    vi = "Chưa có bản soạn của bộ quy tắc {pack}. Hãy chép từ một bộ có sẵn trước."
    en = "There is no draft of rule pack {pack}. Begin one as a copy of another pack first."


class UnknownFigure(Refusal):
    """A rule pack has no figure of this name."""

    code = "unknown-figure"
    vi = "Bộ quy tắc không có con số {figure}. Xem tên các con số trong bản soạn."
    en = "A rule pack has no figure {figure}. The draft shows the names that there are."


class FigureDoesNotFit(Refusal):
    """The value is none that the figure can have."""

    code = "figure-does-not-fit"
    vi = "Giá trị của {figure} không đúng dạng ({reason}). Sửa lại giá trị."
    en = "The value of {figure} does not fit ({reason}). Mend it."


class PackNotValid(Refusal):
    """The rule pack holds on no day of the season's year."""

    code = "rule-pack-not-valid"
    vi = "Bộ quy tắc {pack} không có hiệu lực trong năm {year}. Hãy chọn bộ quy tắc có hiệu lực trong năm đó."
    en = "Rule pack {pack} holds on no day of {year}. Choose one that does."


class DocumentAlreadyRecorded(Refusal):
    """A document was recorded under this id."""

    code = "document-already-recorded"
    vi = "Văn bản với mã {document} đã có trong sổ. Văn bản khác cần một mã mới."
    en = "A document with id {document} is recorded already. Give another document an id of its own."


class DocumentNotYetIssued(Refusal):
    """The document is dated in the future."""

    code = "document-not-yet-issued"
    vi = "Văn bản đề ngày {issued_on}, sau hôm nay ({today}). Kiểm tra lại ngày ban hành."
    en = "The document is dated {issued_on}, after today ({today}). Check its date."


class EffectiveBeforeDocument(Refusal):
    """An act would hold before the document that decides it was issued."""

    code = "effective-before-document"
    vi = "Ngày hiệu lực {effective} trước ngày ban hành văn bản ({issued_on}). Kiểm tra lại ngày hoặc văn bản."
    en = "It would hold from {effective}, before its document was issued ({issued_on}). Check the day or the document."


class BaseSalaryAlreadySet(Refusal):
    """Another base salary was set from the same day on."""

    code = "base-salary-already-set"
    vi = "Từ ngày {valid_from} đã có mức lương cơ sở {amount} đồng. Kiểm tra lại ngày hiệu lực."
    en = "From {valid_from} the base salary is already set to {amount} đồng. Check the day it holds from."


class SeasonAlreadyOpened(Refusal):
    """The season was opened before."""

    code = "season-already-opened"
    vi = "Năm thi đua {season} đã được mở với bộ quy tắc {pack}; bộ quy tắc của năm không thay đổi nữa."
    en = "Season {season} was opened under rule pack {pack}, which is frozen for it."


class SeasonTooFarAhead(Refusal):
    """The season lies further ahead than next year."""

    code = "season-too-far-ahead"
    vi = "Năm {year} còn quá xa; chỉ mở được đến năm {latest}. Kiểm tra lại năm thi đua."
    en = "The year {year} is too far ahead; seasons can be opened up to {latest}. Check the year."


class DocumentNumberTaken(AlreadyClaimed):
    """Another document has this kind, number, issuer and year."""

    vi = "Đã có văn bản khác mang cùng loại, số, cơ quan ban hành và năm ({key}). Kiểm tra lại số văn bản."
    en = "Another document has the same kind, number, issuer and year ({key}). Check the number."


class AnotherPackInForce(AlreadyClaimed):
    """The days of two rule packs of one authority overlap."""

    vi = "Trong những ngày này {key} đã có một bộ quy tắc khác đang hiệu lực. Kiểm tra lại ngày hiệu lực."
    en = "Another rule pack of {key} is in force on some of these days. Check from when to when each is valid."
