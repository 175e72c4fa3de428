-- Awards' read model: rounds of nominations, decisions, the register, and what registry and ranking said that they rest
-- on. Names are unqualified: every generation has its own schema.

-- Units (đơn vị) by name.
create table unit (
    unit uuid primary key,
    authority text not null,
    name text not null
);

-- Suspensions (tạm dừng xét) and their lifts, by the version of the unit's stream.
create table suspension_change (
    unit uuid not null,
    version integer not null,
    day date not null,
    suspended boolean not null,
    primary key (unit, version)
);

-- Units that are out of a season (không xét thi đua).
create table disqualification (
    unit uuid not null,
    season text not null,
    day date not null,
    primary key (unit, season)
);

-- Seasons and whose they are.
create table season (
    season text primary key,
    authority text not null,
    pack text not null,
    pack_version integer not null
);

-- Clusters and blocks (cụm, khối).
create table cluster (
    cluster uuid primary key,
    season text not null,
    level text not null,
    number integer not null,
    name text not null
);

-- Quotas (chỉ tiêu khen thưởng) as they were set last.
create table quota (
    cluster uuid primary key,
    places jsonb not null
);

-- What adopted rule packs say about awards.
create table rule_pack (
    authority text not null,
    pack text not null,
    version integer not null,
    valid_from date not null,
    valid_to date,
    rounded_up_to integer not null,
    catalogue jsonb not null,
    rotation_seasons integer,
    primary key (authority, pack, version)
);

-- Base salaries (lương cơ sở), each until the next day for which one is set.
create table base_salary (
    authority text not null,
    valid_from date not null,
    amount bigint not null,
    primary key (authority, valid_from)
);

-- Legal documents (văn bản) that a decision can rest on.
create table document (
    document uuid primary key,
    authority text not null,
    kind text not null,
    number text not null,
    issuer text not null,
    issued_on date not null,
    abstract text not null
);

-- Published standings, and the ranks in them.
create table standing (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    publication integer not null,
    published_on date not null,
    digest text not null,
    pack text not null
);
create index on standing (authority);

create table ranked_unit (
    cluster uuid not null,
    publication integer not null,
    unit uuid not null,
    rank integer not null,
    primary key (cluster, publication, unit)
);

-- Rounds of nominations (đề nghị khen thưởng), one a cluster.
create table nomination_round (
    cluster uuid primary key,
    season text not null,
    authority text not null,
    publication integer not null,
    published_on date not null,
    standings_digest text not null,
    pack text not null,
    places jsonb not null,
    open_places jsonb not null,
    received_on date
);
create index on nomination_round (authority, season);

create table nomination (
    cluster uuid not null,
    place integer not null,
    unit uuid not null,
    award text not null,
    rank integer not null,
    primary key (cluster, place)
);
create index on nomination (unit);

-- Decisions (quyết định): drafted, and signed once `signed_on` is there.
create table decision (
    decision uuid primary key,
    authority text not null,
    season text not null,
    title text not null,
    nominations integer not null,
    issuer text,
    series text,
    number integer,
    year integer,
    signed_on date,
    signer_name text,
    signer_title text,
    bases jsonb,
    amount bigint
);
create index on decision (authority, season);

-- The clusters whose nominations a decision takes in, in the order of its annex.
create table decision_cluster (
    decision uuid not null,
    place integer not null,
    cluster uuid not null,
    published_on date not null,
    received_on date not null,
    primary key (decision, place)
);
create index on decision_cluster (cluster);

create table decision_item (
    decision uuid not null,
    place integer not null,
    award_id uuid not null,
    register_number text not null,
    cluster uuid not null,
    unit uuid not null,
    unit_name text not null,
    award text not null,
    form text not null,
    rank integer not null,
    pack text not null,
    multiple numeric not null,
    base_salary bigint not null,
    amount bigint not null,
    primary key (decision, place)
);

-- The register of awards (sổ khen thưởng).
create table award (
    award_id uuid primary key,
    register_number text not null,
    authority text not null,
    season text not null,
    cluster uuid not null,
    unit uuid not null,
    unit_name text not null,
    award text not null,
    form text not null,
    rank integer not null,
    decision uuid not null,
    granted_on date not null,
    pack text not null,
    multiple numeric not null,
    base_salary bigint not null,
    amount bigint not null
);
create index on award (register_number);
create index on award (authority, season);
create index on award (unit);

-- Awards' own events in one line for people, and where they stand: its links in a chain of facts.
create table fact (
    position bigint primary key,
    log text not null,
    type text not null,
    stream text not null,
    version integer not null,
    recorded_at timestamptz not null,
    effective_at timestamptz not null,
    actor text not null,
    summary_vi text not null,
    summary_en text not null
);
create index on fact (stream);
