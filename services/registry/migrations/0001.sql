-- Registry's read model: what its own events say, row by row. Names are unqualified: every generation has its own schema.
-- Normal forms come from the projection: what PostgreSQL's upper() does to `đ` depends on the cluster's locale.

-- Legal documents (văn bản).
create table document (
    document uuid primary key,
    authority text not null,
    kind text not null,
    number text not null,
    number_normal text not null,
    issuer text not null,
    issuer_normal text not null,
    issued_on date not null,
    abstract text not null
);
create index on document (authority, issued_on);

-- From when to when a document has effect, as it was stated; the last statement holds. `stated_at` is its place in the stream.
create table document_validity (
    document uuid not null,
    stated_at integer not null,
    effective_from date not null,
    effective_to date,
    primary key (document, stated_at)
);

-- What later documents do to a document, and from which day.
create table document_supersession (
    document uuid not null,
    by uuid not null,
    manner text not null,
    valid_from date not null,
    primary key (document, by)
);
create index on document_supersession (by);

-- Rule packs (bộ quy tắc) as an authority adopted them, every version; `adopted_at` is the fact's place in its stream.
create table rule_pack (
    authority text not null,
    pack text not null,
    version integer not null,
    title text not null,
    valid_from date not null,
    valid_to date,
    verified boolean not null,
    document uuid not null,
    scoring jsonb not null,
    ranking jsonb not null,
    awards jsonb not null,
    clusters jsonb,
    calendar jsonb,
    copied_from jsonb,
    adopted_at integer not null,
    primary key (authority, pack, version)
);

-- Packs in preparation as they were copied, and the figures that were changed since, by their places in the pack's stream.
-- The last draft is open unless it was adopted behind it.
create table rule_pack_draft (
    authority text not null,
    pack text not null,
    drafted_at integer not null,
    title text not null,
    valid_from date not null,
    valid_to date,
    copied_from jsonb not null,
    scoring jsonb not null,
    ranking jsonb not null,
    awards jsonb not null,
    clusters jsonb,
    calendar jsonb,
    primary key (authority, pack, drafted_at)
);

create table rule_pack_draft_change (
    authority text not null,
    pack text not null,
    changed_at integer not null,
    figure text not null,
    value text not null,
    kind text not null,
    basis text not null,
    verified boolean not null,
    primary key (authority, pack, changed_at)
);

-- Base salaries (lương cơ sở), each until the next day for which one is set.
create table base_salary (
    authority text not null,
    valid_from date not null,
    amount bigint not null,
    document uuid not null,
    primary key (authority, valid_from)
);

-- Units (đơn vị) since when; `document` is that of the registration.
create table unit (
    unit uuid primary key,
    valid_from date not null,
    document uuid not null
);

-- Managing authorities, names, kinds, official codes and parents by the day from which they hold: on a day, the latest one not
-- behind it.
-- `name_normal` is what names are compared and sorted by.
create table unit_authority (
    unit uuid not null,
    valid_from date not null,
    authority text not null,
    document uuid not null,
    primary key (unit, valid_from)
);
create index on unit_authority (authority);

-- Which authority sees a unit, and the first day of which it sees nothing any more, because the unit is another's; before that
-- day it sees all there is, also of days before it had the unit.
create view unit_sight as
select a.unit, a.authority, (
        select min(b.valid_from) from unit_authority b where b.unit = a.unit and b.valid_from > max(a.valid_from)
    ) as gone
from unit_authority a group by a.unit, a.authority;

create table unit_name (
    unit uuid not null,
    valid_from date not null,
    name text not null,
    name_normal text not null,
    document uuid not null,
    primary key (unit, valid_from)
);

create table unit_kind (
    unit uuid not null,
    valid_from date not null,
    kind text not null,
    document uuid not null,
    primary key (unit, valid_from)
);

create table unit_code (
    unit uuid not null,
    valid_from date not null,
    code text not null,
    code_normal text not null,
    document uuid not null,
    primary key (unit, valid_from)
);

create table unit_parent (
    unit uuid not null,
    valid_from date not null,
    parent uuid,
    document uuid not null,
    primary key (unit, valid_from)
);

-- Units that are no more: the first day without them, and how they ended.
create table unit_end (
    unit uuid primary key,
    day date not null,
    manner text not null,
    document uuid not null
);

-- Which unit came from which on a day. Of a merger, the predecessor makes `parts` of `whole` of its successor; of a split,
-- the successor got `parts` of `whole` of its predecessor.
create table descent (
    predecessor uuid not null,
    successor uuid not null,
    day date not null,
    manner text not null,
    parts integer not null,
    whole integer not null,
    document uuid not null,
    primary key (predecessor, successor, day)
);
create index on descent (successor);

-- How many people, and how many women among them, a unit had on a day.
create table staff_figures (
    unit uuid not null,
    day date not null,
    staff integer not null,
    women integer not null,
    primary key (unit, day)
);

-- Suspensions (tạm dừng xét) by their first day; each ends with the next lift.
create table suspension (
    unit uuid not null,
    valid_from date not null,
    ground text not null,
    reason text not null,
    document uuid not null,
    primary key (unit, valid_from)
);

create table suspension_lift (
    unit uuid not null,
    day date not null,
    reason text not null,
    document uuid not null,
    primary key (unit, day)
);

-- Units that are out of a season (không xét thi đua).
create table disqualification (
    unit uuid not null,
    season text not null,
    day date not null,
    ground text not null,
    document uuid not null,
    primary key (unit, season)
);

-- Seasons (năm thi đua), each with the rule pack that is frozen for it.
create table season (
    season text primary key,
    authority text not null,
    year integer not null,
    pack text not null,
    pack_version integer not null,
    first_day date not null,
    end_day date not null
);
create index on season (authority);

-- Clusters and blocks (cụm, khối); `continues` is that of an earlier season, `line` the first of those that go on from it.
create table cluster (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    number integer not null,
    name text not null,
    name_normal text not null,
    kind text not null,
    level text not null,
    valid_from date not null,
    season_end date not null,
    document uuid not null,
    continues uuid,
    line uuid not null
);
create index on cluster (authority, season);
create index on cluster (continues);

-- Memberships in roll order, from 1; half-open days.
create table cluster_member (
    cluster uuid not null,
    unit uuid not null,
    valid_from date not null,
    place integer not null,
    valid_to date not null,
    primary key (cluster, unit, valid_from)
);
create index on cluster_member (unit);

-- The orders in which members lead, as they were set; the last one holds.
create table cluster_rotation (
    cluster uuid not null,
    position bigint not null,
    units jsonb not null,
    document uuid not null,
    primary key (cluster, position)
);

-- Leaders and deputies by the day from which they hold: on a day, the latest one not behind it.
create table cluster_leader (
    cluster uuid not null,
    valid_from date not null,
    unit uuid not null,
    document uuid not null,
    primary key (cluster, valid_from)
);

create table cluster_deputies (
    cluster uuid not null,
    valid_from date not null,
    units jsonb not null,
    primary key (cluster, valid_from)
);

-- Quotas as they were set; the last one holds.
create table cluster_quota (
    cluster uuid not null,
    position bigint not null,
    places jsonb not null,
    document uuid not null,
    primary key (cluster, position)
);

-- A level's quotas as they were set, what each cluster has of them, and the acts that shared places out.
create table level_quota (
    season text not null,
    level text not null,
    position bigint not null,
    places jsonb not null,
    document uuid not null,
    primary key (season, level, position)
);

create table level_places (
    season text not null,
    level text not null,
    cluster uuid not null,
    places jsonb not null,
    primary key (season, level, cluster)
);

create table level_share (
    season text not null,
    level text not null,
    position bigint not null,
    shared_on date not null,
    base text not null,
    rules jsonb not null,
    shares jsonb not null,
    document uuid not null,
    primary key (season, level, position)
);

-- Rotating flags (cờ luân lưu) of a line of clusters; `holder` has it on the first day told of, NULL is the authority.
create table rotating_flag (
    flag uuid primary key,
    authority text not null,
    line uuid not null,
    cluster uuid not null,
    name text not null,
    holder uuid,
    valid_from date not null,
    document uuid not null
);
create index on rotating_flag (authority);
create index on rotating_flag (line);

-- Hand-overs by their days; NULL is the authority.
create table flag_hand_over (
    flag uuid not null,
    day date not null,
    cluster uuid not null,
    hands uuid,
    takes uuid,
    document uuid not null,
    minutes uuid not null,
    primary key (flag, day)
);

-- Councils (hội đồng), who sits in them by the day from which they do, all of them, and their ends by decision.
create table council (
    council uuid primary key,
    authority text not null,
    kind text not null,
    name text not null,
    name_normal text not null,
    cluster uuid,
    valid_from date not null,
    valid_to date,
    document uuid not null
);
create index on council (authority);

create table council_seats (
    council uuid not null,
    valid_from date not null,
    seats jsonb not null,
    document uuid not null,
    primary key (council, valid_from)
);

create table council_end (
    council uuid primary key,
    day date not null,
    document uuid not null
);

-- Plans of a season (kế hoạch công tác, tập huấn) as they were stated last, and their tasks that are done.
create table work_plan (
    plan uuid primary key,
    authority text not null,
    season text not null,
    cluster uuid,
    kind text not null,
    title text not null,
    tasks jsonb not null,
    document uuid not null,
    stated_at integer not null
);
create index on work_plan (authority, season);

create table planned_task_completion (
    plan uuid not null,
    task text not null,
    completed_on date not null,
    result text not null,
    attended integer,
    document uuid,
    primary key (plan, task)
);

-- Reviews (sơ kết, tổng kết), the units that report to them, what came in, what was concluded.
create table review (
    review uuid primary key,
    authority text not null,
    season text not null,
    cluster uuid,
    kind text not null,
    reports_due date not null,
    document uuid not null
);
create index on review (authority, season);

create table review_unit (
    review uuid not null,
    unit uuid not null,
    place integer not null,
    primary key (review, unit)
);

create table review_report (
    review uuid not null,
    unit uuid not null,
    received_at timestamptz not null,
    document uuid,
    primary key (review, unit)
);

create table review_conclusion (
    review uuid primary key,
    concluded_on date not null,
    conclusion text not null,
    minutes uuid not null
);

-- Emulation movements (phong trào thi đua); one without units is for all of its authority.
create table movement (
    movement uuid primary key,
    authority text not null,
    name text not null,
    aim text not null,
    first_day date not null,
    end_day date,
    document uuid not null
);
create index on movement (authority, first_day);

create table movement_unit (
    movement uuid not null,
    unit uuid not null,
    primary key (movement, unit)
);

create table movement_closing (
    movement uuid primary key,
    closed_on date not null,
    results text not null,
    document uuid not null
);

-- Exemplary models (điển hình tiên tiến) and what became of them, by the place in the stream.
create table exemplary_model (
    model uuid primary key,
    authority text not null,
    season text not null,
    unit uuid not null,
    person uuid,
    title text not null,
    merits text not null
);
create index on exemplary_model (authority, season);

create table exemplary_model_step (
    model uuid not null,
    version integer not null,
    step text not null,
    day date not null,
    words text,
    document uuid,
    primary key (model, version)
);

-- Initiatives (sáng kiến), and the word of the council that examines them.
create table initiative (
    initiative uuid primary key,
    authority text not null,
    season text not null,
    unit uuid not null,
    authors jsonb not null,
    title text not null,
    abstract text not null
);
create index on initiative (authority, season);

create table initiative_examination (
    initiative uuid primary key,
    examined_on date not null,
    recognised boolean not null,
    scope text,
    reason text,
    document uuid not null,
    council uuid
);

-- Every event in one line for people, and where it stands: registry's links in a chain of facts.
create table fact (
    position bigint primary key,
    log text not null,
    type text not null,
    stream text not null,
    version integer not null,
    recorded_at timestamptz not null,
    effective_at timestamptz not null,
    actor text not null,
    authority text not null,
    document uuid,
    season text,
    cluster uuid,
    summary_vi text not null,
    summary_en text not null
);
create index on fact (document);
create index on fact (cluster);
create index on fact (season) where cluster is null;

-- Which units an event is about.
create table fact_about (
    unit uuid not null,
    position bigint not null,
    primary key (unit, position)
);
create index on fact_about (position);
