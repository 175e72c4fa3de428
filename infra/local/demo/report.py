"""The result on the screen: counts, money, events, and the addresses to open."""

from __future__ import annotations

import sys
from pathlib import Path

from infra.local import console
from infra.local.demo.result import COUNTED_ON, Result, addresses
from infra.local.stack import Stack

LOOKS_AS = "board-officer"


def show(found: Result, stack: Stack) -> None:
    """Print the result; on a terminal in colour."""
    console.say("")
    console.say("Năm thi đua 2023, Bạc Liêu: dữ liệu mẫu, chỉ tổng số và địa danh là thật")
    console.say("Season 2023, Bạc Liêu: made-up data; the totals and the names of places alone are real")
    rows = (
        ("Cờ thi đua · flags", _grouped(found.flags), _dong(found.money_flags)),
        ("Bằng khen · certificates of merit", _grouped(found.certificates), _dong(found.money_certificates)),
        ("Cộng · together", _grouped(found.flags + found.certificates), _dong(found.money)),
    )
    console.show(console.table([f"ngày · on {COUNTED_ON:%d/%m/%Y}", "số · count", "tiền thưởng · money"], rows))
    left = found.left
    kept = f"{left.flags} cờ · flags, {left.certificates} bằng khen · certificates, {_dong(left.money)}"
    console.say(f"Sau khi thu hồi một cờ tháng 3/2024 · once a flag was revoked in March 2024: {kept}")
    if found.played:
        slowest = sorted(found.played, key=lambda phase: -phase.seconds)[:5]
        console.show(
            console.table(
                ["giai đoạn lâu nhất · longest phases", "lệnh · commands", "s"],
                [(phase.name, phase.commands, f"{phase.seconds:.2f}") for phase in slowest],
            )
        )
    logs = [(log, _grouped(count), found.digests.get(log, "")[:16]) for log, count in sorted(found.events.items())]
    console.show(console.table(["sổ · log", "sự kiện · events", "mô hình đọc · read model (SHA-256)"], logs))
    total = sum(found.events.values())
    if found.seconds:
        rate = f"{found.seconds:.1f} s, {found.events_per_second:.0f} sự kiện/s · events a second"
        console.say(f"{_grouped(total)} sự kiện · events, {rate}")
    else:
        console.say(f"{_grouped(total)} sự kiện · events; mùa này đã diễn xong từ trước · the season had been played before")
    if found.awards:
        _where_to_look(found, stack)
    if found.papers is not None:
        made = f"{found.papers.files} tệp · files, {found.papers.seconds:.1f} s"
        console.say(f"Văn bản mẫu để in · sample papers to print: {found.papers.directory} ({made})")
    if found.subscribed is not None:
        heard = f"{found.subscribed.events} sự kiện · events, {found.subscribed.heads} đầu sổ đã ký · signed heads"
        console.say(f"Một cơ quan khác đã theo dõi và kiểm chứng · another agency followed and verified: {heard}")
        console.say(f"  {found.subscribed.store}")
    for fault in found.faults:
        console.ERR.print(f"✗ {fault}", style="red", markup=False)
    console.say("✗ Kết quả SAI · the result is WRONG" if found.faults else "✓ Kết quả đúng · the result is as it has to be")


def _where_to_look(found: Result, stack: Stack) -> None:
    award = found.awards[0]
    console.say("")
    console.say(f"Mở từng bước phía sau một giải thưởng · open every step behind an award: {award['unit_name']}")
    console.say(f"TOKEN=$({_program()} token {LOOKS_AS})")
    for title, address in addresses(stack.urls, award).items():
        console.say(f"# {title}")
        console.say(f'curl -s -H "Authorization: Bearer $TOKEN" {address}')
    console.say("")


def _program() -> str:
    """The `thidua` that belongs to this interpreter, from where we stand."""
    program = Path(sys.executable).with_name("thidua")
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _dong(amount: int) -> str:
    return f"{_grouped(amount)} đ"
