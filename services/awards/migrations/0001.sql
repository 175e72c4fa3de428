-- Awards' read model: rounds of nominations, decisions, the register, and what registry and ranking said that they rest
-- on. Names are unqualified: every generation has its own schema.

-- Units (đơn vị); whose they are and what they are called, each from its day on.
create table unit_registered (
    unit uuid primary key,
    valid_from date not null
);

create table unit_authority (
    unit uuid not null,
    valid_from date not null,
    authority text not null,
    primary key (unit, valid_from)
);

create table unit_name (
    unit uuid not null,
    valid_from date not null,
    name text not null,
    primary key (unit, valid_from)
);

-- Units by the authority and the name that were stated for the latest day.
create view unit as
select u.unit, (
    select a.authority from unit_authority a where a.unit = u.unit order by a.valid_from desc limit 1) as authority, (
    select n.name from unit_name n where n.unit = u.unit order by n.valid_from desc limit 1) as name
from unit_registered u;

-- Whom units went into, wholly or in part; `lives_on` where a part was split off and the unit remained.
create table descent (
    predecessor uuid not null,
    successor uuid not null,
    day date not null,
    manner text not null,
    lives_on boolean not null,
    primary key (predecessor, successor, day)
);
create index on descent (successor);

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
    only_highest_title_paid boolean,
    keeps_pack_of_receipt boolean,
    deadlines jsonb not null,
    calendar jsonb,
    rotation_seasons integer,
    government_flag_percent integer,
    votes jsonb not null,
    procedure jsonb not null,
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
    total numeric,
    reserved boolean not null,
    primary key (cluster, publication, unit)
);

-- Rounds of nominations (đề nghị khen thưởng), one a cluster. `edition` is the version of the round's stream that said how
-- they stand: a later edition takes the place of an earlier one, whose rows stay. What it lost and gained against the one
-- before stands beside it, with the cause or, where the council amended it, the document and the reason.
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
    received_on date,
    drafting integer not null,
    edition integer not null,
    because text,
    lost jsonb not null,
    gained jsonb not null,
    document uuid,
    reason text,
    submission uuid
);
create index on nomination_round (authority, season);

create table nomination (
    cluster uuid not null,
    edition integer not null,
    place integer not null,
    unit uuid not null,
    award text not null,
    rank integer not null,
    primary key (cluster, edition, place)
);
create index on nomination (unit);

-- Places over which units of one rank reach and which stay empty by the board's word, by the version of the round's stream.
create table place_left_empty (
    cluster uuid not null,
    version integer not null,
    award text not null,
    rank integer not null,
    units jsonb not null,
    document uuid,
    reason text not null,
    primary key (cluster, version)
);

-- Who was proposed last for the Government's flag of a season, by which figures, and in which submission.
create table government_flag (
    season text primary key,
    proposed_on date not null,
    percent integer not null,
    leaders integer not null,
    most integer not null,
    nominees jsonb not null,
    document uuid not null,
    submission uuid
);

-- Cases (vụ việc): the result changed after the nominations were put forward; open until `outcome` is there.
create table revision_case (
    cluster uuid not null,
    case_number integer not null,
    season text not null,
    authority text not null,
    because text not null,
    publication integer not null,
    published_on date not null,
    standings_digest text not null,
    lost jsonb not null,
    gained jsonb not null,
    outcome text,
    decision uuid,
    reason text,
    primary key (cluster, case_number)
);
create index on revision_case (authority);

-- Decisions (quyết định): drafted, and signed once `signed_on` is there. What another decision corrected stands beside it, as
-- `…_now`.
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
    amount bigint,
    published_on date,
    published_where text,
    title_now text,
    signer_name_now text,
    signer_title_now text,
    bases_now jsonb
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

-- The submissions that a decision rests on.
create table decision_submission (
    decision uuid not null,
    place integer not null,
    submission uuid not null,
    primary key (decision, place)
);
create index on decision_submission (submission);

-- A signed decision's items as they were signed; what later decisions made of each stands beside that.
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
    value bigint not null,
    payment text not null,
    paid_beside uuid,
    title_number integer,
    value_now bigint not null,
    amount_now bigint not null,
    corrected_by uuid,
    withdrawn_by uuid,
    primary key (decision, place)
);
create index on decision_item (unit);

-- What later decisions made of an item, from which day on, by the version of its decision's stream: 0 where it was taken away.
create table item_amount (
    decision uuid not null,
    place integer not null,
    version integer not null,
    day date not null,
    amount bigint not null,
    is_in_force boolean not null,
    primary key (decision, place, version)
);

-- Decisions that correct, cancel or revoke what another decided (đính chính, hủy bỏ, thu hồi).
create table amendment (
    decision uuid primary key,
    authority text not null,
    season text not null,
    kind text not null,
    amends uuid not null,
    issuer text not null,
    series text not null,
    number integer not null,
    year integer not null,
    signed_on date not null,
    signer_name text not null,
    signer_title text not null,
    bases jsonb not null,
    reason text not null,
    ground text,
    corrections jsonb not null,
    withdrawals jsonb not null,
    rewording jsonb,
    cancelled_by uuid
);
create index on amendment (amends);
create index on amendment (authority);

-- The register of awards (sổ khen thưởng), as each stands now; nothing leaves it.
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
    amount bigint not null,
    value bigint not null,
    payment text not null,
    revoked_on date,
    revoked_by uuid,
    ground text
);
create index on award (register_number);
create index on award (authority, season);
create index on award (unit);

-- What became of each award, from which day on: granted, corrected, revoked. The last one not behind a day holds on it.
create table award_state (
    award_id uuid not null,
    version integer not null,
    kind text not null,
    day date not null,
    decision uuid not null,
    is_in_force boolean not null,
    amount bigint not null,
    code text,
    explanation text,
    corrections jsonb,
    primary key (award_id, version)
);

-- Money paid out for awards, and what has to come back of it and came.
create table payment (
    award_id uuid not null,
    version integer not null,
    paid_on date not null,
    amount bigint not null,
    voucher text not null,
    primary key (award_id, version)
);

create table return_demand (
    award_id uuid not null,
    version integer not null,
    register_number text not null,
    authority text not null,
    unit uuid not null,
    decision uuid not null,
    demanded_on date not null,
    due_on date not null,
    pack text not null,
    with_object boolean not null,
    money bigint not null,
    primary key (award_id, version)
);
create index on return_demand (authority);

create table object_return (
    award_id uuid primary key,
    returned_on date not null
);

create table money_return (
    award_id uuid not null,
    version integer not null,
    returned_on date not null,
    amount bigint not null,
    voucher text not null,
    primary key (award_id, version)
);

-- Of each award of which something has to come back: what, until when, what came, and what is left.
create view recovery as
select d.award_id, d.register_number, d.authority, d.unit, max(d.demanded_on) as demanded_on, max(d.due_on) as due_on,
    bool_or(d.with_object) as with_object, o.returned_on as object_returned_on, sum(d.money)::bigint as demanded,
    coalesce(m.returned, 0) as returned, sum(d.money)::bigint - coalesce(m.returned, 0) as money_left,
    bool_or(d.with_object) and o.returned_on is null as object_left,
    greatest(o.returned_on, m.last_on) as last_on
from return_demand d
    left join object_return o using (award_id)
    left join (
        select award_id, sum(amount)::bigint as returned, max(returned_on) as last_on from money_return group by award_id
    ) m using (award_id)
group by d.award_id, d.register_number, d.authority, d.unit, o.returned_on, m.returned, m.last_on;

-- The fund (quỹ thi đua, khen thưởng) of a year, each time that it was allotted, by the version of its stream.
create table fund (
    authority text not null,
    year integer not null,
    version integer not null,
    amount bigint not null,
    document uuid not null,
    primary key (authority, year, version)
);

-- Councils (hội đồng), who sits in them from which day on, and since when one is no more.
create table council (
    council uuid primary key,
    authority text not null,
    kind text not null,
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

-- Secret ballots of ranking's, and what was counted on each candidate that was confirmed or not.
create table ballot (
    ballot uuid primary key,
    authority text not null,
    cluster uuid not null,
    council uuid,
    award text,
    is_counted boolean not null
);

create table ballot_count (
    ballot uuid not null,
    unit uuid not null,
    yes integer not null,
    no integer not null,
    blank integer not null,
    invalid integer not null,
    primary key (ballot, unit)
);

-- Registry's models and initiatives that a dossier may cite, while `holds`.
create table cited_record (
    record uuid primary key,
    kind text not null,
    unit uuid not null,
    holds boolean not null
);
create index on cited_record (unit);

-- Complaints of published standings that nobody has decided.
create table open_complaint (
    complaint uuid primary key,
    cluster uuid not null
);
create index on open_complaint (cluster);

-- Dossiers (hồ sơ): what was said of each, and the papers that are there.
create table dossier (
    cluster uuid not null,
    unit uuid not null,
    award text not null,
    returned_on date,
    returned_reason text,
    refused_on date,
    refused_reason text,
    primary key (cluster, unit, award)
);

create table dossier_paper (
    cluster uuid not null,
    unit uuid not null,
    award text not null,
    paper text not null,
    source jsonb not null,
    received_on date not null,
    primary key (cluster, unit, award, paper)
);

-- Submissions (tờ trình), and what they put forward in order; what of one for the Government was proposed to it, and its
-- decision.
create table submission (
    submission uuid primary key,
    authority text not null,
    season text not null,
    issuer text not null,
    series text not null,
    number integer not null,
    year integer not null,
    submitted_on date not null,
    title text not null,
    signer_name text not null,
    signer_title text not null,
    level text not null,
    pack text not null,
    appraisal_due_on date,
    appraised_on date,
    appraisal_document jsonb,
    conclusion text,
    for_government boolean not null,
    withdrawn_on date,
    withdrawn_reason text,
    forwarded jsonb,
    higher_decision jsonb
);
create index on submission (authority, season);

create table submitted_nomination (
    submission uuid not null,
    place integer not null,
    cluster uuid not null,
    unit uuid not null,
    award text not null,
    rank integer not null,
    received_on date not null,
    primary key (submission, place)
);

create table opinion (
    submission uuid not null,
    opinion uuid not null,
    name text not null,
    unit uuid,
    asked_on date not null,
    due_on date,
    received_on date,
    stance text,
    document jsonb,
    remarks text,
    closed_on date,
    closed_reason text,
    primary key (submission, opinion)
);

-- Sessions of the council, and what it said on each nomination in each.
create table council_session (
    submission uuid not null,
    session integer not null,
    council uuid not null,
    held_on date not null,
    minutes text not null,
    members jsonb not null,
    present jsonb not null,
    repeats text,
    primary key (submission, session)
);

create table council_vote (
    submission uuid not null,
    session integer not null,
    cluster uuid not null,
    unit uuid not null,
    award text not null,
    yes integer not null,
    no integer not null,
    blank integer not null,
    invalid integer not null,
    recused jsonb not null,
    base integer not null,
    threshold jsonb not null,
    passed boolean not null,
    pack text not null,
    ballot uuid,
    primary key (submission, session, cluster, unit, award)
);
create index on council_vote (cluster);

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
