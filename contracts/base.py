"""What every contract is made of: strict models, marked types, the fact and its envelope."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from string import Formatter
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, StringConstraints
from pydantic_core import CoreSchema, core_schema

VIETNAM = timezone(timedelta(hours=7), "ICT")
"""All legal dates and times are those of Việt Nam; it has kept no summer time since 1975."""

# Every field of a contract says what it tells about a person; the gate refuses a field that says nothing.
NONE = Field(json_schema_extra={"x-personal": "none"})
OPAQUE = Field(json_schema_extra={"x-personal": "opaque-id"})
OFFICIAL = Field(json_schema_extra={"x-personal": "official"})

ABSENT = Field(exclude_if=lambda value: value is None)
"""CloudEvents knows no null: an attribute without a value is left out."""


class Contract(BaseModel):
    """A model that writers fill strictly: no unknown field, no coercion, no float, no change afterwards.

    Readers pass `extra="ignore"` when they validate, so that a newer writer does not break an older reader.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, ser_json_inf_nan="strings")


@dataclass(frozen=True, eq=False)
class _Written:
    """A value that stands in JSON as text of one shape, which `parsed` alone gets to see; Python gives `values`.

    Left to itself Pydantic reads "1672531200" as a day, and drops digits behind the microsecond without a word.
    """

    pattern: str
    parsed: CoreSchema
    values: CoreSchema
    schema: dict[str, str]

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        text = core_schema.str_schema(pattern=self.pattern, strict=True)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.chain_schema([text, self.parsed]), python_schema=self.values
        )

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> dict[str, str]:
        return {"type": "string", "x-personal": "none", **self.schema}


def _parsed(parse: Callable[[str], object], then: CoreSchema) -> CoreSchema:
    return core_schema.chain_schema([core_schema.no_info_plain_validator_function(parse), then])


def _decimal(integer_digits: int, places: int, *, signed: bool) -> _Written:
    pattern = rf"^{'-?' if signed else ''}(0|[1-9][0-9]{{0,{integer_digits - 1}}})(\.[0-9]{{1,{places}}})?$"
    shape = re.compile(pattern)

    def exact(value: object) -> Decimal:
        # A JSON number has been a binary float somewhere on its way: only text and Decimal are exact.
        text = value if isinstance(value, str) else format(value, "f") if isinstance(value, Decimal) else ""
        if not shape.fullmatch(text):
            raise ValueError(f"expected a decimal as text, {integer_digits} digits and at most {places} places")
        made = Decimal(text)
        return made if made else made.copy_abs()  # a sum can end at -0.00: the same points, other bytes

    as_text = core_schema.to_string_ser_schema(when_used="json")
    return _Written(
        pattern,
        parsed=core_schema.no_info_plain_validator_function(Decimal, serialization=as_text),
        values=core_schema.no_info_plain_validator_function(exact, serialization=as_text),
        schema={"pattern": pattern},
    )


Points = Annotated[Decimal, _decimal(7, 2, signed=True)]
"""Points of a leaf, a sheet or a total; at most two decimal places; may be negative."""
Maximum = Annotated[Decimal, _decimal(5, 1, signed=False)]
"""The most points that a criterion can give, or the points of one count; one decimal place, never negative."""
Figure = Annotated[Decimal, _decimal(13, 4, signed=False)]
"""A target or an actual figure; never negative; at most four decimal places."""
Ratio = Annotated[Decimal, _decimal(3, 4, signed=False)]
"""A multiple of the base salary, or a percentage."""

Count = Annotated[int, Field(ge=0, le=1_000_000), NONE]
Money = Annotated[int, Field(ge=0, le=10**15), NONE]
"""Whole đồng."""
Rank = Annotated[int, Field(ge=1, le=10_000), NONE]
Version = Annotated[int, Field(ge=1, le=10**9), NONE]
Position = Annotated[int, Field(ge=0, le=10**18), NONE]
Flag = Annotated[bool, NONE]
Year = Annotated[int, Field(ge=1945, le=2199), NONE]

# Bounds, because an instant near the end of the calendar cannot be turned into another time zone.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAYS = core_schema.date_schema(strict=True, ge=_FIRST_DAY, le=_LAST_DAY)
Day = Annotated[
    date,
    _Written(
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        parsed=_parsed(date.fromisoformat, then=_DAYS),
        values=_DAYS,
        schema={"format": "date", "formatMinimum": _FIRST_DAY.isoformat(), "formatMaximum": _LAST_DAY.isoformat()},
    ),
]
_EARLIEST, _LATEST = (datetime.combine(day, time.min, VIETNAM) for day in (_FIRST_DAY, _LAST_DAY))
_MOMENTS = core_schema.datetime_schema(strict=True, tz_constraint="aware", ge=_EARLIEST, le=_LATEST)
Moment = Annotated[
    datetime,
    _Written(
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$",
        parsed=_parsed(datetime.fromisoformat, then=_MOMENTS),
        values=_MOMENTS,
        schema={
            "format": "date-time",
            "formatMinimum": _EARLIEST.isoformat(),
            "formatMaximum": _LATEST.isoformat(),
        },
    ),
]


def _text(longest: int, inner: str) -> StringConstraints:
    # No blank at either end, no control character anywhere: PostgreSQL's text cannot even hold NUL. The classes are
    # written out so that every dialect of regular expressions reads them alike.
    outer = r"[^\s\x00-\x1f\x7f-\x9f]"
    return StringConstraints(min_length=1, max_length=longest, pattern=rf"^{outer}({inner}*{outer})?$")


_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]"
_PARAGRAPHS = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
Name = Annotated[str, _text(300, _LINE), NONE]
"""One line for people to read: a unit's or a cluster's name, a title."""
Text = Annotated[str, _text(4000, _PARAGRAPHS), NONE]
"""Paragraphs for people to read: a reason, an abstract."""
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ./_-]{0,63}$"), NONE]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$"), NONE]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), NONE]

UnitId = Annotated[UUID, NONE]
ClusterId = Annotated[UUID, NONE]
"""One cluster in one season: next year's cluster is another, with an id of its own."""
FlagId = Annotated[UUID, NONE]
"""A rotating flag of a cluster and of all that go on from it."""
CouncilId = Annotated[UUID, NONE]
DocumentId = Annotated[UUID, NONE]
DecisionId = Annotated[UUID, NONE]
AwardId = Annotated[UUID, NONE]
ComplaintId = Annotated[UUID, NONE]


class _PersonId:
    """Text that readers take as widely as the shape that was shipped, and writers write as what it says alone.

    A shipped pattern cannot be narrowed: somebody's log may hold such an actor. Nobody has to write another one.
    """

    READ = r"^[0-9a-z:-]{1,64}$"
    WRITTEN = r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|system:[a-z0-9-]{1,57})$"

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        return core_schema.json_or_python_schema(
            json_schema=core_schema.str_schema(pattern=self.READ, strict=True),
            python_schema=core_schema.str_schema(pattern=self.WRITTEN, strict=True),
        )

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> dict[str, str]:
        return {"type": "string", "pattern": self.READ}


PersonId = Annotated[str, _PersonId(), OPAQUE]
"""Who acted: a person's opaque id (a UUID) or `system:<reactor>`."""
Person = Annotated[UUID, OPAQUE]
"""A person that a fact is about: an opaque id; the name stands in registry's erasable person table alone."""
PersonKey = Annotated[UUID, OPAQUE]
"""A person's opaque id where a person alone is meant; no name can pass for one."""
Authority = Slug
"""A managing authority, such as `bac-lieu`."""
SeasonId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}\.[0-9]{4}$"), NONE]
"""`<authority>.<year>`, such as `bac-lieu.2023`."""
PackId = Slug
LeafCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,8}(\.[0-9A-Za-z]{1,8}){0,7}$"), NONE]
"""A criterion's place in its tree, such as `I.2.3`."""
OfficialName = Annotated[str, _text(300, _LINE), OFFICIAL]
"""The signer of an official act: the only name of a person that an event may carry."""

Source = Annotated[str, StringConstraints(pattern=r"^/[a-z0-9-]+/[a-z]+/[a-z0-9.-]+$"), NONE]
"""`/<installation>/<service>/<log id>`."""
Sequence = Annotated[str, StringConstraints(min_length=20, max_length=20, pattern=r"^0*[1-9][0-9]*$"), NONE]
"""A position, from 1, in twenty digits."""

LogName = Literal["main", "public"]
CATALOGUE: dict[str, type[Fact]] = {}
"""Every event type that was ever shipped and is still written, by its name."""


class Fact(Contract):
    """What an event says, in the past tense: `class UnitRegistered(Fact, type=…, vi=…, stream="unit/{unit}")`.

    The class says which stream a fact belongs to, filled from its own fields, so that a decision needs to return
    nothing but facts. `vi` is what officers call it; its English name is the class's. `effective` names the field with
    the day from which it holds in law, `basis` the one with the legal document it rests on, `pack` the one with its
    rule pack; `signs_head` asks for a signed head of the log behind it, in the same transaction.
    """

    type: ClassVar[str]
    vi: ClassVar[str]
    log: ClassVar[LogName]
    signs_head: ClassVar[bool]
    stream_template: ClassVar[str]
    effective_field: ClassVar[str | None]
    basis_field: ClassVar[str | None]
    pack_field: ClassVar[str | None]

    def __init_subclass__(
        cls,
        *,
        type: str,  # noqa: A002 - reads as the word that CloudEvents uses
        vi: str,
        stream: str,
        effective: str | None = None,
        basis: str | None = None,
        pack: str | None = None,
        log: LogName = "main",
        signs_head: bool = False,
    ) -> None:
        super().__init_subclass__()
        if not re.fullmatch(r"vn\.thidua\.[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*", type) or type in CATALOGUE:
            raise TypeError(f"{cls.__name__}: {type!r} is not a free event type name")
        cls.type, cls.vi, cls.log, cls.signs_head = type, vi, log, signs_head
        cls.stream_template, cls.effective_field, cls.basis_field, cls.pack_field = stream, effective, basis, pack
        CATALOGUE[type] = cls

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        named = {name for _, name, _, _ in Formatter().parse(cls.stream_template) if name}
        named |= {name for name in (cls.effective_field, cls.basis_field, cls.pack_field) if name}
        if missing := named - set(cls.model_fields):
            raise TypeError(f"{cls.__name__} has no field {sorted(missing)}")

    @classmethod
    def en(cls) -> str:
        """The fact in English: the words of the class's name."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__).capitalize()

    def to_json(self) -> bytes:
        return self.__pydantic_serializer__.to_json(self)

    @property
    def stream(self) -> str:
        return self.stream_template.format_map(self.__dict__)

    @property
    def effective_time(self) -> datetime | None:
        """The instant from which the fact holds in law: the first of its day, or None where it holds at once."""
        day = getattr(self, self.effective_field) if self.effective_field else None
        return None if day is None else datetime.combine(day, time.min, VIETNAM)

    @property
    def legal_basis(self) -> UUID | None:
        return getattr(self, self.basis_field) if self.basis_field else None

    @property
    def rule_pack(self) -> str | None:
        return getattr(self, self.pack_field) if self.pack_field else None


class Event(Contract):
    """A fact in its envelope: one JSON document in CloudEvents 1.0 structured mode.

    The same bytes stand in the log, in Kafka and in exports. `sequence` is the event's position in its log, padded
    with zeros because the extension is ordered as text. `seen` names what its decision had read of other logs.
    """

    specversion: Annotated[Literal["1.0"], NONE] = "1.0"
    id: Annotated[UUID, NONE]
    source: Source
    type: Annotated[str, StringConstraints(max_length=200), NONE]
    subject: Annotated[str, StringConstraints(min_length=3, max_length=200), NONE]
    time: Moment
    datacontenttype: Annotated[Literal["application/json"], NONE] = "application/json"
    dataschema: Annotated[str, StringConstraints(max_length=300), NONE]
    streamversion: Version
    sequence: Sequence
    effectivetime: Moment
    actor: PersonId
    authority: Authority
    commandid: Annotated[UUID, NONE]
    correlationid: Annotated[UUID, NONE]
    causationid: Annotated[UUID | None, NONE, ABSENT] = None
    rulepack: Annotated[PackId | None, ABSENT] = None
    legalbasis: Annotated[DocumentId | None, ABSENT] = None
    seen: Annotated[str | None, StringConstraints(pattern=r"^[a-z0-9.-]+@[0-9]+(,[a-z0-9.-]+@[0-9]+)*$"), NONE, ABSENT] = None
    data: SerializeAsAny[Fact]

    @property
    def position(self) -> int:
        return int(self.sequence)

    @property
    def log(self) -> str:
        """The id of the log it stands in: `registry`, `scoring.education`, `awards.public`."""
        return self.source.rsplit("/", 1)[1]

    def to_json(self) -> bytes:
        return self.model_dump_json().encode()


def schema_of(fact: type[Fact]) -> str:
    """The address that `dataschema` carries: the frozen JSON Schema of the event's data."""
    return f"urn:thidua:schema:{fact.type}"


def facts_in(module: Any) -> Iterator[type[Fact]]:
    """The event types that a contract module defines, in the order of its lines."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Fact) and value.__module__ == module.__name__:
            yield value
