-- Scoring's read model. Names are unqualified: every generation has its own schema. A row belongs to one stream.

-- What units are called, and their official codes, each from its day on.
create table unit_name (
    unit uuid not null,
    valid_from date not null,
    name text not null,
    primary key (unit, valid_from)
);

create table unit_code (
    unit uuid not null,
    valid_from date not null,
    code text not null,
    primary key (unit, valid_from)
);

-- The same with the days between which each holds; the first one also before its day.
create view called as
select n.unit as whose, n.name,
    case when exists (select from unit_name b where b.unit = n.unit and b.valid_from < n.valid_from)
        then n.valid_from else '-infinity' end as since,
    coalesce((select min(a.valid_from) from unit_name a where a.unit = n.unit and a.valid_from > n.valid_from), 'infinity')
        as until
from unit_name n;

create view coded as
select n.unit as whose, n.code,
    case when exists (select from unit_code b where b.unit = n.unit and b.valid_from < n.valid_from)
        then n.valid_from else '-infinity' end as since,
    coalesce((select min(a.valid_from) from unit_code a where a.unit = n.unit and a.valid_from > n.valid_from), 'infinity')
        as until
from unit_code n;

-- Seasons (năm thi đua), each with its frozen rule pack.
create table season (
    season text primary key,
    authority text not null,
    pack text not null,
    pack_version integer not null,
    first_day date not null,
    end_day date not null
);

-- What rule packs say about scoring, the calendar that its days are counted by, and whether last year's leader acts while a
-- year has none.
create table rule_pack (
    authority text not null,
    pack text not null,
    version integer not null,
    rules jsonb not null,
    calendar jsonb,
    last_leader_acts boolean,
    primary key (authority, pack, version)
);

-- Clusters and blocks (cụm, khối) with the days of their membership; `continues` is the one of an earlier season that it
-- goes on from.
create table cluster (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    number integer not null,
    name text not null,
    kind text not null,
    level text not null,
    valid_from date not null,
    season_end date not null,
    continues uuid
);
create index on cluster (authority, season);

-- The days that a cluster competes on: the season's, or its own where its year is another one (a school year).
create view cluster_days as
select c.cluster, case when c.season_end = s.end_day then s.first_day else c.valid_from end as first_day,
    c.season_end as end_day
from cluster c join season s using (season);

-- Whoever is or was a member, in roll order.
create table cluster_member (
    cluster uuid not null,
    unit uuid not null,
    place integer not null,
    primary key (cluster, unit)
);
create index on cluster_member (unit);

-- Each stretch of a membership; `left_by` is the decision by which the unit left before its end.
create table cluster_stay (
    cluster uuid not null,
    unit uuid not null,
    valid_from date not null,
    valid_to date not null,
    left_by uuid,
    primary key (cluster, unit, valid_from)
);

-- Who leads from a day on.
create table cluster_leader (
    cluster uuid not null,
    valid_from date not null,
    unit uuid not null,
    primary key (cluster, valid_from)
);

-- The deputies from a day on, the first deputy first.
create table cluster_deputies (
    cluster uuid not null,
    valid_from date not null,
    units jsonb not null,
    primary key (cluster, valid_from)
);

-- Units that are out of a season.
create table disqualification (
    unit uuid not null,
    season text not null,
    day date not null,
    ground text not null,
    document uuid not null,
    primary key (unit, season)
);

-- Units that went into others, or ended, on a day; who was split and kept a share of itself lives on.
create table unit_end (
    unit uuid not null,
    day date not null,
    manner text not null,
    lives_on boolean not null,
    successors jsonb not null,
    document uuid not null,
    primary key (unit, day)
);

-- Members that are members no more from a day of their cluster's year on: that ended, or left it and did not come back.
create view leaving as
select distinct on (l.cluster, l.unit) l.cluster, l.unit, l.day, l.manner, l.successors, l.document
from (
    select m.cluster, e.unit, e.day, e.manner, e.successors, e.document
    from cluster_member m join unit_end e using (unit)
    where not e.lives_on
    union all
    select s.cluster, s.unit, s.valid_to, 'withdrawn', '[]', s.left_by
    from cluster_stay s
    where s.left_by is not null and not exists (
        select from cluster_stay b where b.cluster = s.cluster and b.unit = s.unit and b.valid_from >= s.valid_to)
) l join cluster c using (cluster)
where l.day < c.season_end
order by l.cluster, l.unit, l.day;

-- What an entry of the ledger may rest on: movements, exemplary models, initiatives; `unit` is whose it is, if anybody's.
create table record (
    record uuid primary key,
    authority text not null,
    kind text not null,
    title text not null,
    unit uuid,
    stands boolean not null
);

-- What units took over on a day: a share of each predecessor, by the decision.
create table takeover (
    unit uuid not null,
    predecessor uuid not null,
    valid_from date not null,
    parts integer not null,
    whole integer not null,
    manner text not null,
    document uuid not null,
    primary key (unit, predecessor, valid_from)
);
create index on takeover (predecessor);

-- When a unit was suspended, and when no longer, in the order in which it was recorded.
create table suspension_change (
    unit uuid not null,
    version integer not null,
    day date not null,
    suspended boolean not null,
    ground text,
    document uuid not null,
    primary key (unit, version)
);

-- Legal documents (văn bản) that may be cited.
create table document (
    document uuid primary key,
    authority text not null,
    number text not null,
    issuer text not null,
    issued_on date not null
);

-- A cluster's agreement (giao ước) as it stands; without a digest its scorecard is not issued.
create table agreement (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    version integer not null,
    digest text,
    issued_at timestamptz,
    members jsonb,
    closed_at timestamptz
);

-- Every version of a scorecard (bảng tiêu chí) that was drafted.
create table scorecard (
    cluster uuid not null,
    version integer not null,
    total integer not null,
    pack text not null,
    criteria jsonb not null,
    copied_from jsonb,
    drafted_at timestamptz not null,
    drafted_by text not null,
    primary key (cluster, version)
);

-- A unit's targets (chỉ tiêu) and the leaves not assigned to it.
create table targets (
    cluster uuid not null,
    unit uuid not null,
    version integer not null,
    targets jsonb not null,
    not_assigned jsonb not null,
    primary key (cluster, unit)
);

-- What a unit signs that joined after the first signature.
create table annex (
    cluster uuid not null,
    unit uuid not null,
    digest text not null,
    primary key (cluster, unit)
);

-- Who has signed what.
create table signature (
    cluster uuid not null,
    unit uuid not null,
    version integer not null,
    digest text not null,
    signed_at timestamptz not null,
    signed_by text not null,
    primary key (cluster, unit)
);

-- A cluster's season of scoring.
create table scoresheet (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    phase text not null,
    total integer not null,
    scorecard_version integer not null,
    digest text not null,
    evidence_kept boolean not null,
    not_assigned text not null,
    layers jsonb,
    decimal_places integer,
    rounding text,
    leaf_step numeric,
    reopening integer not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    locked_at timestamptz,
    ledger_figures jsonb not null,
    reports_closed_at timestamptz
);
create index on scoresheet (authority, season);

-- The leaves of the signed scorecard in their order.
create table leaf (
    cluster uuid not null,
    leaf text not null,
    place integer not null,
    grp integer not null,
    title text not null,
    maximum numeric not null,
    rule jsonb not null,
    primary key (cluster, leaf)
);

-- Until when the layers of a cluster's sheets are expected, by step.
create table step_due (
    cluster uuid primary key,
    days jsonb not null,
    position bigint not null
);

-- The members as they signed, in roll order; who joined later comes behind the others.
create table member (
    cluster uuid not null,
    unit uuid not null,
    place integer not null,
    signed boolean not null,
    targets jsonb not null,
    not_assigned jsonb not null,
    primary key (cluster, unit)
);
create index on member (unit);

-- Disqualified units that no longer count.
create table left_out (
    cluster uuid not null,
    unit uuid not null,
    position bigint not null,
    primary key (cluster, unit)
);

-- Who cross-scores whom.
create table peer (
    cluster uuid not null,
    unit uuid not null,
    peer uuid not null,
    place integer not null,
    primary key (cluster, unit, peer)
);
create index on peer (peer);

-- The current version of each layer of a unit's sheet; `peer` is the peer of a cross-score, the department of a field
-- score, and the nil UUID on all other layers.
create table sheet (
    cluster uuid not null,
    unit uuid not null,
    layer text not null,
    peer uuid not null,
    version integer not null,
    position bigint not null,
    verifier uuid,
    document uuid,
    primary key (cluster, unit, layer, peer)
);

-- The current version of a unit's explanation (giải trình).
create table explained (
    cluster uuid not null,
    unit uuid not null,
    version integer not null,
    position bigint not null,
    primary key (cluster, unit)
);

-- What each version of an explanation says to a leaf; kept for ever.
create table explanation (
    cluster uuid not null,
    unit uuid not null,
    version integer not null,
    leaf text not null,
    text text not null,
    evidence jsonb not null,
    position bigint not null,
    primary key (cluster, unit, version, leaf)
);

-- Which branches and leaves a line department may score.
create table field_assignment (
    cluster uuid not null,
    department uuid not null,
    version integer not null,
    branches jsonb not null,
    document uuid not null,
    position bigint not null,
    primary key (cluster, department)
);
create index on field_assignment (department);

-- Each time that locked points were reopened: whose leaves and whose ledgers, why, by which document; for which complaint,
-- if for one.
create table reopening (
    cluster uuid not null,
    version integer not null,
    sheets jsonb not null,
    ledgers jsonb not null,
    reason text not null,
    document uuid not null,
    complaint uuid,
    position bigint not null,
    primary key (cluster, version)
);

-- Each lock of a cluster's points.
create table scores_lock (
    cluster uuid not null,
    position bigint not null,
    locked_at timestamptz not null,
    primary key (cluster, position)
);

-- What each version of each layer states on a leaf; kept for ever.
create table statement (
    cluster uuid not null,
    unit uuid not null,
    layer text not null,
    peer uuid not null,
    version integer not null,
    leaf text not null,
    input jsonb not null,
    reason text,
    evidence jsonb not null,
    position bigint not null,
    primary key (cluster, unit, layer, peer, version, leaf)
);
create index on statement (cluster, unit, leaf);

-- The official points of a unit's leaf, and the event that moved them last.
create table points (
    cluster uuid not null,
    unit uuid not null,
    leaf text not null,
    points numeric,
    position bigint not null,
    primary key (cluster, unit, leaf)
);

-- Each time that a leaf's official points moved, and the sheet that moved them.
create table points_move (
    cluster uuid not null,
    unit uuid not null,
    leaf text not null,
    position bigint not null,
    old numeric,
    new numeric,
    cause_unit uuid not null,
    cause_layer text,
    cause_version integer,
    primary key (cluster, unit, leaf, position)
);

-- Each time that a unit's sums moved: the command that did it, and the total that it left.
create table score_change (
    cluster uuid not null,
    position bigint not null,
    command uuid not null,
    unit uuid not null,
    leaves integer not null,
    total numeric not null,
    primary key (cluster, position)
);
create index on score_change (cluster, unit, position);
create index on score_change (cluster, command);

-- From when on a unit counts among the running totals, or no longer; without a row it always did.
create table presence (
    cluster uuid not null,
    unit uuid not null,
    position bigint not null,
    counts boolean not null,
    primary key (cluster, unit, position)
);

-- A unit's sheet added up.
create table score (
    cluster uuid not null,
    unit uuid not null,
    groups jsonb not null,
    maximum numeric not null,
    raw numeric not null,
    scaled numeric not null,
    plus_minus numeric not null,
    total numeric not null,
    ledger jsonb,
    position bigint not null,
    primary key (cluster, unit)
);

-- Members that left, and what was decided on their points; version 0 where nothing was.
create table departure (
    cluster uuid not null,
    unit uuid not null,
    day date not null,
    manner text not null,
    successors jsonb not null,
    document uuid not null,
    position bigint not null,
    version integer not null,
    policy text,
    policy_reason text,
    policy_document uuid,
    policy_position bigint,
    primary key (cluster, unit)
);
create index on departure (unit);

-- What a successor opened with.
create table inheritance (
    cluster uuid not null,
    unit uuid not null,
    version integer not null,
    day date not null,
    mean numeric not null,
    months_before integer not null,
    months_own integer not null,
    predecessors jsonb not null,
    reason text not null,
    document uuid not null,
    position bigint not null,
    primary key (cluster, unit)
);

-- The end results, as they were locked.
create table locked_score (
    cluster uuid not null,
    unit uuid not null,
    signed boolean not null,
    complete boolean not null,
    total numeric,
    groups jsonb not null,
    deductions numeric not null,
    late_reports integer not null,
    departed text,
    primary key (cluster, unit)
);
create index on locked_score (unit);

-- When periodic reports (báo cáo định kỳ) are due; `due` is the working day that `stated` moves on to.
create table report_due (
    cluster uuid not null,
    report integer not null,
    stated date not null,
    due date not null,
    primary key (cluster, report)
);

-- When a unit's report was received, as it was stated last.
create table report_receipt (
    cluster uuid not null,
    unit uuid not null,
    report integer not null,
    received_at timestamptz not null,
    number text,
    reason text,
    position bigint not null,
    primary key (cluster, unit, report)
);

-- A unit's own later due day for a report, the last one given.
create table report_extension (
    cluster uuid not null,
    unit uuid not null,
    report integer not null,
    stated date not null,
    due date not null,
    reason text not null,
    document uuid not null,
    position bigint not null,
    primary key (cluster, unit, report)
);

-- Reports that a unit is spared.
create table report_waiver (
    cluster uuid not null,
    unit uuid not null,
    report integer not null,
    reason text not null,
    document uuid not null,
    position bigint not null,
    primary key (cluster, unit, report)
);

-- Reports that were not there when self-scoring closed, as it was said then.
create table report_missed (
    cluster uuid not null,
    unit uuid not null,
    report integer not null,
    position bigint not null,
    primary key (cluster, unit, report)
);

-- The ledger beside the sheets (điểm cộng, điểm trừ), entry by entry.
create table ledger_entry (
    cluster uuid not null,
    unit uuid not null,
    entry uuid not null,
    figure text,
    points numeric not null,
    ground text not null,
    document uuid not null,
    record uuid,
    position bigint not null,
    cancelled_position bigint,
    cancel_reason text,
    primary key (cluster, unit, entry)
);

-- Scoring's own events: their place in the log and what they say, for the chain of facts.
create table fact (
    position bigint primary key,
    log text not null,
    type text not null,
    stream text not null,
    version integer not null,
    recorded_at timestamptz not null,
    effective_at timestamptz not null,
    actor text not null,
    command uuid not null,
    cluster uuid not null,
    unit uuid,
    reason text,
    document uuid,
    summary_vi text not null,
    summary_en text not null
);
create index on fact (cluster, unit);
create index on fact (cluster, command);
