"""What registry refuses of rotating flags."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownFlag(Refusal):
    """No rotating flag was registered under this id."""

    code = "unknown-rotating-flag"
    vi = "Chưa có cờ luân lưu {flag}. Kiểm tra lại mã hoặc đăng ký cờ trước."
    en = "There is no rotating flag {flag}. Check the id, or register the flag first."


class FlagAlreadyRegistered(Refusal):
    """A rotating flag was registered under this id."""

    code = "rotating-flag-already-registered"
    vi = "Cờ luân lưu với mã {flag} đã được đăng ký. Cờ khác cần một mã mới."
    en = "A rotating flag with id {flag} is registered already. Give another flag an id of its own."


class FlagOfAnotherCluster(Refusal):
    """The flag belongs neither to the cluster nor to one that it goes on from."""

    code = "rotating-flag-of-another-cluster"
    vi = "Cờ luân lưu {flag} không thuộc cụm, khối {cluster} hoặc cụm, khối mà nó tiếp nối. Kiểm tra lại cờ và cụm, khối."
    en = "Rotating flag {flag} belongs neither to cluster {cluster} nor to one that it goes on from. Check both."


class HandOverInFuture(Refusal):
    """The flag would be handed over on a day that has not come."""

    code = "hand-over-in-future"
    vi = "Ngày bàn giao {day} sau hôm nay ({today}). Chỉ ghi khi đã bàn giao."
    en = "The flag would be handed over on {day}, after today ({today}). Record it when it was."


class HandsToItself(Refusal):
    """Who hands the flag over and who takes it are the same."""

    code = "hands-to-itself"
    vi = "Bên giao và bên nhận là một ({unit}). Kiểm tra lại biên bản bàn giao."
    en = "Who hands and who takes are the same ({unit}). Check the minutes."


class HandedOverThatDay(Refusal):
    """The flag was handed over on the same day by others."""

    code = "handed-over-that-day"
    vi = "Ngày {day} sổ đã ghi một lần bàn giao cờ khác. Kiểm tra lại ngày và biên bản."
    en = "Another hand-over of the flag on {day} is on record. Check the day and the minutes."


class NotTheHolder(Refusal):
    """Who hands the flag over does not hold it on that day, as far as is on record."""

    code = "not-the-holder"
    vi = (
        "Ngày {day} bên giữ cờ là {holder}. Nếu cờ được bàn giao tiếp, hãy ghi lần đó trước. Nếu bên giữ cờ đã sáp nhập hoặc "
        "có đơn vị kế thừa, ghi các đơn vị ở giữa vào «inherited». Nếu bên giữ cờ đã chia tách hoặc giải thể, cờ về cơ quan "
        "chủ trì: để trống «hands» và ghi đơn vị đó vào «inherited»."
    )
    en = (
        "On {day} the flag is held by {holder}. If it was handed on, record that first. If the holder was merged or succeeded, "
        "name the units in between in `inherited`. If it was split or dissolved, the flag is the managing authority's: leave "
        "`hands` empty and name that unit in `inherited`."
    )


class LeftToAuthority(NotTheHolder):
    """The holder was split, or dissolved without successor, so the managing authority holds the flag (`custody.py`)."""

    vi = (
        "Ngày {day} cờ do cơ quan chủ trì ({holder}) giữ, vì đơn vị {unit} giữ cờ trước đó đã chia tách hoặc giải thể từ ngày "
        "{since}. Để trống «hands» để cơ quan chủ trì bàn giao, và giữ nguyên đơn vị đó trong «inherited»."
    )
    en = (
        "On {day} the managing authority ({holder}) holds the flag, because {unit}, which held it before, was split or "
        "dissolved on {since}. Leave `hands` empty, so that the authority hands it over, and keep that unit in `inherited`."
    )


class HandedOnByAnother(Refusal):
    """A later hand-over on record says that another one had the flag by then."""

    code = "handed-on-by-another"
    vi = (
        "Theo lần bàn giao ngày {day} thì bên giữ cờ lúc đó là {holder}. Kiểm tra lại bên nhận và ngày; nếu cờ đến {holder} do "
        "sáp nhập, kế thừa, chia tách hoặc giải thể, ghi các đơn vị ở giữa vào «inherited»."
    )
    en = (
        "By the hand-over of {day}, {holder} held the flag then. Check who takes it, and the day; if it came to {holder} by "
        "mergers, successions, splits or dissolutions, name the units in between in `inherited`."
    )


class LineHasFlag(AlreadyClaimed):
    """The cluster, or one that it goes on from, has a rotating flag."""

    vi = "Cụm, khối này (hoặc cụm, khối mà nó tiếp nối, {key}) đã có cờ luân lưu. Mỗi cụm, khối chỉ có một cờ."
    en = "This cluster, or the one that it goes on from ({key}), has a rotating flag. A cluster has one."
