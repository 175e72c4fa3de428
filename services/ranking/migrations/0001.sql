-- Ranking's read model: standings, and what registry and scoring said that they rest on. Names are unqualified: every
-- generation has its own schema.

-- What units (đơn vị) are called, and their official codes, each from its day on. On paper stands what held on its day.
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

-- How many people, and how many women among them, a unit had on a day.
create table staff_figures (
    unit uuid not null,
    day date not null,
    staff integer not null,
    women integer not null,
    primary key (unit, day)
);

-- Suspensions (tạm dừng xét) and their lifts, by the version of the unit's stream.
create table suspension_change (
    unit uuid not null,
    version integer not null,
    day date not null,
    suspended boolean not null,
    document uuid not null,
    primary key (unit, version)
);

-- Units that are out of a season (không xét thi đua).
create table disqualification (
    unit uuid not null,
    season text not null,
    day date not null,
    document uuid not null,
    primary key (unit, season)
);

-- Legal documents (văn bản): what a decision may cite, and minutes can be.
create table document (
    document uuid primary key,
    authority text not null
);

-- Seasons, each with the rule pack that is frozen for it.
create table season (
    season text primary key,
    authority text not null,
    year integer not null,
    pack text not null,
    pack_version integer not null
);

-- What adopted rule packs say of ranking; null where a pack does not say.
create table rule_pack (
    authority text not null,
    pack text not null,
    version integer not null,
    tie_breaks jsonb not null,
    women_percent integer not null,
    suspended_keep_rank boolean,
    reserved_working_days integer,
    complaint_working_days integer not null,
    ballot_quorum jsonb,
    cluster_confirmation jsonb,
    votes jsonb not null,
    calendar jsonb,
    primary key (authority, pack, version)
);

-- Clusters and blocks (cụm, khối).
create table cluster (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    number integer not null,
    name text not null,
    kind text not null,
    level text not null
);

-- Quotas as they were set last.
create table quota (
    cluster uuid primary key,
    places jsonb not null
);

-- Locked points, as scoring said them last; while they are reopened they hold for nothing.
create table locked_scores (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    scores jsonb not null,
    reopened boolean not null
);

-- Each lock of a cluster's points, where it stands in scoring's log.
create table scores_lock (
    cluster uuid not null,
    position bigint not null,
    locked_at timestamptz not null,
    primary key (cluster, position)
);

-- The leaves of a cluster's scorecard, each with the units that it is not assigned to.
create table scorecard (
    cluster uuid primary key,
    leaves jsonb not null
);

-- Units that joined while self-scoring was open, and the leaves that are not assigned to them.
create table joined_member (
    cluster uuid not null,
    unit uuid not null,
    not_assigned jsonb not null,
    primary key (cluster, unit)
);

-- Upheld complaints for which scoring reopened points.
create table reopened_for (
    cluster uuid not null,
    complaint uuid not null,
    position bigint not null,
    primary key (cluster, complaint)
);

-- Standings (bảng xếp hạng) of each cluster: the last drawing, and the publication in force.
create table standing (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    drawing integer not null,
    publication integer
);
create index on standing (authority, season);

-- Every drawing, and how far the other logs were known when it was drawn.
create table drawing (
    cluster uuid not null,
    drawing integer not null,
    drawn_on date not null,
    pack text not null,
    pack_version integer not null,
    places jsonb not null,
    unresolved jsonb not null,
    warnings jsonb not null,
    units integer not null,
    ranked integer not null,
    seen jsonb not null,
    primary key (cluster, drawing)
);

-- Every publication; those behind the first say what they revise, and why.
create table publication (
    cluster uuid not null,
    publication integer not null,
    drawing integer not null,
    published_on date not null,
    digest text not null,
    revises integer,
    reason text,
    document uuid,
    cause jsonb not null,
    complaints jsonb not null,
    primary key (cluster, publication)
);

-- The rows of every drawing, in their order.
create table standing_row (
    cluster uuid not null,
    drawing integer not null,
    place integer not null,
    unit uuid not null,
    total numeric,
    groups jsonb not null,
    deductions numeric not null,
    late_reports integer not null,
    staff jsonb,
    rank integer,
    dense integer,
    decided_by jsonb not null,
    ineligible jsonb not null,
    reserved jsonb,
    primary key (cluster, drawing, place)
);

-- Complaints (kiến nghị, khiếu nại) about published standings, and what became of them.
create table complaint (
    complaint uuid primary key,
    cluster uuid not null,
    season text not null,
    authority text not null,
    publication integer not null,
    unit uuid not null,
    about uuid not null,
    ground text not null,
    leaves jsonb not null,
    text text not null,
    documents jsonb not null,
    filed_on date not null,
    last_day date not null,
    outcome text not null,
    closed_on date,
    closing_reason text,
    closing_document uuid,
    upheld_unit uuid,
    upheld_leaves jsonb,
    upheld_ledgers jsonb,
    to_do text
);
create index on complaint (authority, season);

-- Ranking's own events, and where they stand: its links in a chain of facts.
create table fact (
    position bigint primary key,
    log text not null,
    type text not null,
    stream text not null,
    version integer not null,
    recorded_at timestamptz not null,
    effective_at timestamptz not null,
    actor text not null,
    cluster uuid not null,
    drawing integer,
    complaint uuid
);
create index on fact (cluster);

-- Councils (hội đồng), who sits in each from which day, and those that have ended.
create table council (
    council uuid primary key,
    authority text not null,
    name text not null,
    valid_from date not null,
    valid_to date
);

create table council_seats (
    council uuid not null,
    valid_from date not null,
    seats jsonb not null,
    primary key (council, valid_from)
);

create table council_end (
    council uuid primary key,
    day date not null
);

-- Secret ballots (bỏ phiếu kín), as far as each has come.
create table ballot (
    ballot uuid primary key,
    cluster uuid not null,
    season text not null,
    authority text not null,
    kind text not null,
    method text not null,
    council uuid,
    award text,
    candidates jsonb not null,
    drawing integer not null,
    rank integer,
    members integer not null,
    called_on date not null,
    pack text not null,
    pack_version integer not null,
    quorum jsonb not null,
    threshold jsonb,
    state text not null,
    opened_at timestamptz,
    place text,
    committee jsonb,
    seal text,
    counted_at timestamptz,
    result jsonb,
    handed_out integer,
    minutes uuid,
    cancelled_on date,
    reason text
);
create index on ballot (authority, cluster);

-- The roll of each ballot, in its order: who attended, who has voted electronically; what, stands nowhere beside it.
create table ballot_voter (
    ballot uuid not null,
    voter uuid not null,
    place integer not null,
    unit uuid,
    attended boolean not null,
    voted boolean not null,
    primary key (ballot, voter)
);
create index on ballot_voter (unit);

-- The papers of counted electronic ballots, by receipt.
create table ballot_paper (
    ballot uuid not null,
    number integer not null,
    receipt text not null,
    candidate uuid,
    choice text not null,
    primary key (ballot, number)
);

-- Lots (rút thăm): what was announced, and what came of it.
create table lots (
    lots uuid primary key,
    cluster uuid not null,
    season text not null,
    authority text not null,
    units jsonb not null,
    drawing integer not null,
    rank integer not null,
    source text not null,
    announced_at timestamptz not null,
    known_at timestamptz not null,
    pack text not null,
    pack_version integer not null,
    state text not null,
    seed text,
    "order" jsonb,
    drawn_on date,
    cancelled_on date,
    reason text
);
create index on lots (authority, cluster);

-- Ties that ballots and lots have broken, by the version of the standings' stream.
create table tie_broken (
    cluster uuid not null,
    version integer not null,
    "by" text not null,
    act uuid not null,
    "order" jsonb not null,
    broken_on date not null,
    primary key (cluster, version)
);
