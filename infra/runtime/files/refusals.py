"""How the file store says no; each sentence says what to do."""

from __future__ import annotations

from infra.runtime.errors import Problem


class FileEmpty(Problem):
    """Nothing was sent."""

    status = 400
    code = "file-empty"
    vi = "Tệp rỗng. Hãy chọn tệp có nội dung."
    en = "The file is empty. Choose one with something in it."


class FileTooLarge(Problem):
    """The file is larger than the rules allow."""

    status = 413
    code = "file-too-large"
    vi = "Tệp lớn quá {megabytes} MB. Hãy nén ảnh hoặc tách tệp rồi tải lên lại."
    en = "The file is larger than {megabytes} MB. Compress its pictures or split it, and upload it again."


class FileStalled(Problem):
    """The sender stopped in the middle."""

    status = 408
    code = "file-stalled"
    vi = "Đường truyền dừng quá {seconds} giây. Chưa nhận gì; hãy tải lên lại."
    en = "Nothing came for {seconds} seconds. Nothing was kept; upload it again."


class FileCutOff(Problem):
    """The connection ended before the file did."""

    status = 400
    code = "file-cut-off"
    vi = "Đường truyền đứt giữa chừng. Chưa nhận gì; hãy tải lên lại."
    en = "The connection ended before the file did. Nothing was kept; upload it again."


class DigestDiffers(Problem):
    """What arrived is not what the sender hashed."""

    status = 422
    code = "digest-differs"
    vi = "Tệp nhận được có SHA-256 {sha256}, khác với mã bạn gửi ({given}): tệp bị hỏng trên đường. Hãy tải lên lại."
    en = "The file that arrived has SHA-256 {sha256}, not the one you sent ({given}): it was damaged. Upload it again."


class FileTypeUnknown(Problem):
    """The content is of no type that is taken, whatever the file is called."""

    status = 415
    code = "file-type-unknown"
    vi = "Nội dung tệp không phải PDF, ảnh (JPEG, PNG, GIF, WebP, TIFF, HEIC) hay tài liệu Office. Hãy xuất ra một dạng đó."
    en = "The content is no PDF, picture (JPEG, PNG, GIF, WebP, TIFF, HEIC) or Office document. Export it as one of these."


class FileKindNotTaken(Problem):
    """The content is well, but the rules do not take this kind."""

    status = 415
    code = "file-kind-not-taken"
    vi = "Bộ quy tắc của năm thi đua không nhận loại tệp này ({kind}); chỉ nhận: {kinds}."
    en = "The season's rule pack does not take this kind of file ({kind}); it takes {kinds}."


class OldOfficeFile(Problem):
    """An OLE container: old Office, or a document locked by a password. What is inside cannot be looked at."""

    status = 415
    code = "old-office-file"
    vi = "Tệp Office kiểu cũ (.doc, .xls, .ppt) hoặc có mật khẩu. Hãy lưu lại thành .docx, .xlsx, .pptx không mật khẩu, hoặc PDF."
    en = "An old Office file (.doc, .xls, .ppt), or one with a password. Save it as .docx, .xlsx, .pptx without one, or as PDF."


class ProgramInside(Problem):
    """The document carries macros or controls, which run when it is opened."""

    status = 415
    code = "program-inside"
    vi = "Tài liệu có macro hoặc điều khiển ActiveX ({part}). Hãy lưu lại dạng không macro, hoặc PDF."
    en = "The document carries macros or ActiveX controls ({part}). Save it without them, or as PDF."


class FileDamaged(Problem):
    """The content begins like its type, but is not whole."""

    status = 415
    code = "file-damaged"
    vi = "Tệp bị hỏng hoặc chưa đủ ({reason}). Mở lại trên máy, lưu rồi tải lên lại."
    en = "The file is damaged or not whole ({reason}). Open and save it, and upload it again."


class FileBomb(Problem):
    """Unpacked, the document would be far larger than any that people write."""

    status = 415
    code = "file-unpacks-too-large"
    vi = "Tài liệu bung ra quá lớn ({parts} phần, {megabytes} MB). Hãy xuất ra PDF."
    en = "Unpacked, the document is too large ({parts} parts, {megabytes} MB). Export it as PDF."


class StoreFull(Problem):
    """There is no room; nothing was kept, and nothing that had been kept is lost."""

    status = 507
    code = "store-full"
    vi = "Kho tệp hết chỗ; tệp này chưa được nhận, các tệp đã nhận vẫn còn. Hãy báo người vận hành rồi tải lên lại."
    en = "The file store is full; this file was not kept, those kept before are safe. Tell the operator, then upload it again."
    can_retry = True


class StoreUnavailable(Problem):
    """The store's directory cannot be used."""

    status = 503
    code = "store-unavailable"
    vi = "Kho tệp đang không dùng được ({reason}). Hãy thử lại sau giây lát."
    en = "The file store cannot be used now ({reason}). Try again in a moment."
    can_retry = True


class FileMissing(Problem):
    """It was kept once, and is not there: the operator has to bring it back."""

    status = 500
    code = "file-missing"
    vi = "Tệp này đã được nhận nhưng không còn trong kho. Đã ghi lại; hãy báo người vận hành."
    en = "This file was kept, and is no longer in the store. It was logged; please tell the operator."


class FileAltered(Problem):
    """Its bytes no longer have the hash under which it was kept; they are not handed out."""

    status = 500
    code = "file-altered"
    vi = "Tệp này không còn nguyên như khi nhận nên không được đưa ra. Đã ghi lại; hãy báo người vận hành."
    en = "This file is no longer what was kept, and is not handed out. It was logged; please tell the operator."
