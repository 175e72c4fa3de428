-- name: cluster_facts^
-- What registry says of a cluster, whole: for decisions, and for who may read what.
select c.cluster, c.season, c.authority, d.first_day, d.end_day, s.pack, p.rules, p.calendar,
    (select coalesce(jsonb_agg(m.unit order by m.place), '[]') from cluster_member m where m.cluster = c.cluster) as members,
    (select coalesce(jsonb_agg(jsonb_build_array(l.valid_from, l.unit) order by l.valid_from), '[]')
        from cluster_leader l where l.cluster = c.cluster) as leaders,
    (select coalesce(jsonb_agg(jsonb_build_array(e.valid_from, e.units) order by e.valid_from), '[]')
        from cluster_deputies e where e.cluster = c.cluster) as deputies,
    case when p.last_leader_acts then (
        select l.unit from cluster_leader l where l.cluster = c.continues order by l.valid_from desc limit 1
    ) end as last_leader,
    (select coalesce(jsonb_agg(q.unit order by q.unit), '[]')
        from disqualification q join cluster_member m using (unit)
        where m.cluster = c.cluster and q.season = c.season) as disqualified,
    (select coalesce(jsonb_agg(to_jsonb(l) order by l.unit), '[]') from leaving l where l.cluster = c.cluster) as departures,
    (select coalesce(jsonb_agg(distinct m.unit), '[]')
        from cluster_member m
            join takeover t using (unit)
            join departure g on g.unit = t.predecessor and g.policy = 'inherit-weighted'
        where m.cluster = c.cluster and t.valid_from > d.first_day and t.valid_from < d.end_day) as heirs
from cluster c
    join season s using (season)
    join cluster_days d using (cluster)
    join rule_pack p on p.authority = s.authority and p.pack = s.pack and p.version = s.pack_version
where c.cluster = :cluster;

-- name: is_document_of$
-- Say whether a document is on an authority's record.
select exists (select from document where document = :document and authority = :authority);

-- name: record_by_id^
-- What an entry of the ledger may rest on, if the authority has it on record.
select record, kind, title, unit, stands from record where record = :record and authority = :authority;

-- name: clusters_of
-- The clusters that a unit belongs to in a season.
select c.cluster from cluster_member m join cluster c using (cluster)
where m.unit = :unit and c.season = :season order by c.cluster;

-- name: agreements
-- The clusters of an authority, or those of a unit, each with how far its agreement has come.
select c.cluster, c.season, c.authority, c.number, c.name, c.kind, c.level,
    coalesce(a.version, 0) as version, a.digest, a.issued_at, a.closed_at,
    (select count(*) from cluster_member m where m.cluster = c.cluster) as members,
    (select count(*) from signature g where g.cluster = c.cluster) as signed,
    (c.season || ' ' || c.level || ' ' || lpad(c.number::text, 3, '0') || ' ' || c.cluster) collate "C" as sort_key
from cluster c left join agreement a using (cluster)
where ((:whole and c.authority = :authority)
        or exists (select from cluster_member m where m.cluster = c.cluster and m.unit = :unit))
    and (:season::text is null or c.season = :season)
    and (:after::text is null
        or (c.season || ' ' || c.level || ' ' || lpad(c.number::text, 3, '0') || ' ' || c.cluster) collate "C" > :after)
order by sort_key limit :rows;

-- name: agreement_by_cluster^
-- One cluster's agreement as it stands.
select c.cluster, c.season, c.authority, c.number, c.name, c.kind, c.level, coalesce(a.version, 0) as version, a.digest,
    a.issued_at, a.closed_at
from cluster c left join agreement a using (cluster)
where c.cluster = :cluster;

-- name: scorecard_versions
-- Every version of a cluster's scorecard, the last one first.
select version, total, pack, copied_from, drafted_at, drafted_by from scorecard where cluster = :cluster order by version desc;

-- name: scorecard_by_version^
-- One version of a cluster's scorecard, with its tree.
select cluster, version, total, pack, criteria, copied_from, drafted_at, drafted_by
from scorecard where cluster = :cluster and version = :version;

-- name: parties
-- The members of a cluster with their targets and signatures, in roll order.
select m.place, m.unit, u.name, k.code, a.digest as annex, coalesce(t.version, 0) as version, coalesce(t.targets, '{}') as targets,
    coalesce(t.not_assigned, '[]') as not_assigned, g.version as signed_version, g.digest as signed_digest,
    g.signed_at, g.signed_by
from cluster_member m
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = m.unit and :day >= k.since and :day < k.until
    left join targets t using (cluster, unit)
    left join annex a using (cluster, unit)
    left join signature g using (cluster, unit)
where m.cluster = :cluster order by m.place;

-- name: scoresheets
-- The seasons of scoring of an authority, or those of a unit, each with how far it has come.
select s.cluster, s.season, s.authority, c.number, c.name, c.kind, c.level, s.phase, s.total, s.opened_at, s.closed_at,
    s.locked_at,
    (select count(*) from member m where m.cluster = s.cluster) as units,
    (select count(*) from sheet x where x.cluster = s.cluster and x.layer = 'self') as handed_in,
    (select count(*) from sheet x where x.cluster = s.cluster and x.layer = 'leader') as verified,
    (select count(*) from sheet x where x.cluster = s.cluster and x.layer = 'board') as appraised,
    (s.season || ' ' || coalesce(c.level || ' ' || lpad(c.number::text, 3, '0'), '') || ' ' || s.cluster) collate "C"
        as sort_key
from scoresheet s left join cluster c using (cluster)
where ((:whole and s.authority = :authority)
        or exists (select from member m where m.cluster = s.cluster and m.unit = :unit)
        or exists (select from field_assignment d where d.cluster = s.cluster and d.department = :department))
    and (:season::text is null or s.season = :season)
    and (:phase::text is null or s.phase = :phase)
    and (:after::text is null
        or (s.season || ' ' || coalesce(c.level || ' ' || lpad(c.number::text, 3, '0'), '') || ' ' || s.cluster)
            collate "C" > :after)
order by sort_key limit :rows;

-- name: scoresheet_by_cluster^
-- One cluster's season of scoring, with the days that it competes on.
select s.cluster, s.season, s.authority, s.phase, s.total, s.not_assigned as not_assigned_rule, s.scorecard_version,
    s.digest, s.evidence_kept, s.layers as official_layers, s.decimal_places, s.rounding, s.leaf_step, s.reopening,
    s.opened_at, s.closed_at, s.locked_at, y.first_day, y.end_day
from scoresheet s left join cluster_days y using (cluster)
where s.cluster = :cluster;

-- name: peers_with
-- The units that a unit cross-scores in a cluster.
select unit from peer where cluster = :cluster and peer = :peer order by unit;

-- name: progress
-- Who has handed in what; only the units named, all of them without names.
with handed_in as (
    select s.cluster, s.unit, s.layer, s.version, s.verifier, f.recorded_at
    from sheet s join fact f using (position) where s.cluster = :cluster
)
select m.place, m.unit, u.name, k.code, m.signed, lo.unit is not null as left_out,
    coalesce((select c.suspended from suspension_change c where c.unit = m.unit and c.day <= :today
        order by c.version desc limit 1), false) as suspended,
    own.version as own_version, own.recorded_at as own_at,
    led.version as leader_version, led.recorded_at as leader_at, led.verifier,
    brd.version as board_version, brd.recorded_at as board_at,
    (select coalesce(jsonb_agg(jsonb_build_object('unit', p.peer, 'version', coalesce(x.version, 0)) order by p.place), '[]')
        from peer p left join sheet x on x.cluster = p.cluster and x.unit = p.unit and x.layer = 'cross' and x.peer = p.peer
        where p.cluster = m.cluster and p.unit = m.unit) as peers,
    lpad(m.place::text, 4, '0') as sort_key
from member m
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = m.unit and :day >= k.since and :day < k.until
    left join left_out lo using (cluster, unit)
    left join handed_in own on own.cluster = m.cluster and own.unit = m.unit and own.layer = 'self'
    left join handed_in led on led.cluster = m.cluster and led.unit = m.unit and led.layer = 'leader'
    left join handed_in brd on brd.cluster = m.cluster and brd.unit = m.unit and brd.layer = 'board'
where m.cluster = :cluster and (:units::uuid[] is null or m.unit = any(:units::uuid[]))
    and (:after::text is null or lpad(m.place::text, 4, '0') > :after)
order by m.place limit :rows;

-- name: totals
-- The totals of a cluster in roll order; once it is locked, as they were locked.
select m.place, m.unit, u.name, k.code, m.signed, lo.unit is not null as left_out, e.complete, e.deductions, e.late_reports,
    coalesce((select c.suspended from suspension_change c where c.unit = m.unit and c.day <= :today
        order by c.version desc limit 1), false) as suspended,
    coalesce(e.groups, s.groups, '[]') as groups, s.maximum, s.raw, s.scaled, s.plus_minus, s.ledger,
    s.total as summed, case when e.unit is null then s.total else e.total end as total, lpad(m.place::text, 4, '0') as sort_key
from member m
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = m.unit and :day >= k.since and :day < k.until
    left join left_out lo using (cluster, unit)
    left join score s using (cluster, unit)
    left join locked_score e using (cluster, unit)
where m.cluster = :cluster and (:units::uuid[] is null or m.unit = any(:units::uuid[]))
    and (:after::text is null or lpad(m.place::text, 4, '0') > :after)
order by m.place limit :rows;

-- name: member_by_unit^
-- One member of a cluster's season, with its sums and how it was locked.
select m.cluster, m.unit, u.name, k.code, m.signed, m.targets, m.not_assigned, lo.unit is not null as left_out,
    coalesce((select c.suspended from suspension_change c where c.unit = m.unit and c.day <= :today
        order by c.version desc limit 1), false) as suspended,
    s.groups, s.maximum, s.raw, s.scaled, s.plus_minus, s.ledger, s.total as summed, e.complete, e.deductions, e.late_reports
from member m
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = m.unit and :day >= k.since and :day < k.until
    left join left_out lo using (cluster, unit)
    left join score s using (cluster, unit)
    left join locked_score e using (cluster, unit)
where m.cluster = :cluster and m.unit = :unit;

-- name: leaves
-- The leaves of a scoresheet with a unit's official points, in the order of the scorecard.
select l.leaf, l.grp, l.title, l.maximum, l.rule, p.points
from leaf l left join points p on p.cluster = l.cluster and p.unit = :unit and p.leaf = l.leaf
where l.cluster = :cluster and (:leaf::text is null or l.leaf = :leaf) order by l.place;

-- name: layers
-- The layers of a unit's sheet, each in its current version; peers in the order of the roll.
select s.layer, nullif(s.peer, '00000000-0000-0000-0000-000000000000') as peer, s.version, s.verifier, s.document,
    f.recorded_at, f.actor, f.log, s.position
from sheet s
    join fact f using (position)
    left join peer p on p.cluster = s.cluster and p.unit = s.unit and p.peer = s.peer
where s.cluster = :cluster and s.unit = :unit
order by array_position(array['self', 'cross', 'leader', 'field', 'board', 'council'], s.layer), p.place;

-- name: statements
-- What the current version of each layer states, leaf by leaf.
select t.leaf, t.layer, nullif(t.peer, '00000000-0000-0000-0000-000000000000') as peer, t.version, t.input, t.reason,
    t.evidence
from sheet s
    join statement t using (cluster, unit, layer, peer, version)
    left join peer p on p.cluster = s.cluster and p.unit = s.unit and p.peer = s.peer
where s.cluster = :cluster and s.unit = :unit
order by array_position(array['self', 'cross', 'leader', 'field', 'board', 'council'], t.layer), p.place;

-- name: evidence_pieces
-- Every piece of evidence in the current version of each layer and explanation, in roll order, of the units named; flagged
-- where the document's date lies outside the days that the cluster competes on or its period does not overlap them.
with stated as (
    select cluster, unit, leaf, layer, peer, version, evidence
    from sheet join statement using (cluster, unit, layer, peer, version) where cluster = :cluster
    union all
    select cluster, unit, leaf, null, '00000000-0000-0000-0000-000000000000', version, evidence
    from explained join explanation using (cluster, unit, version) where cluster = :cluster
)
select * from (
    select m.unit, u.name, t.leaf, t.layer, nullif(t.peer, '00000000-0000-0000-0000-000000000000') as peer, t.version,
        p.piece, coalesce(
            (p.piece ->> 'document_date')::date < y.first_day or (p.piece ->> 'document_date')::date >= y.end_day
            or (p.piece ->> 'period_to')::date < y.first_day or (p.piece ->> 'period_from')::date >= y.end_day,
            false) as outside_season,
        lpad(m.place::text, 4, '0') || lpad(l.place::text, 4, '0') || coalesce(t.layer, '') || t.peer
            || lpad(p.number::text, 4, '0') as sort_key
    from member m
        join stated t using (cluster, unit)
        join leaf l using (cluster, leaf)
        left join cluster_days y using (cluster)
        left join called u on u.whose = m.unit and :day >= u.since and :day < u.until,
        jsonb_array_elements(t.evidence) with ordinality as p (piece, number)
    where m.cluster = :cluster and (:units::uuid[] is null or m.unit = any(:units::uuid[]))
) pieces
where (:flagged::boolean is null or outside_season = :flagged) and (:after::text is null or sort_key > :after)
order by sort_key limit :rows;

-- name: cited_evidence^
-- What a file is called on a unit's sheet, by whoever cited it last; nothing where no version of any layer cites it.
select piece ->> 'file_name' as file_name, s.evidence_kept
from (
    select cluster, evidence, position from statement where cluster = :cluster and unit = :unit
    union all
    select cluster, evidence, position from explanation where cluster = :cluster and unit = :unit
) t join scoresheet s using (cluster), jsonb_array_elements(t.evidence) as piece
where piece ->> 'sha256' = :sha256
order by t.position desc limit 1;

-- name: leaf_statements
-- Everything that was ever stated on one leaf of a unit, in the order of the log.
select t.layer, nullif(t.peer, '00000000-0000-0000-0000-000000000000') as peer, t.version, t.input, t.reason, t.evidence,
    f.log, t.position, f.recorded_at, f.actor
from statement t join fact f using (position)
where t.cluster = :cluster and t.unit = :unit and t.leaf = :leaf order by t.position;

-- name: leaf_moves
-- How the official points of one leaf of a unit moved, in the order of the log.
select m.old, m.new, m.cause_unit, m.cause_layer, m.cause_version, f.log, m.position, f.recorded_at, f.actor
from points_move m join fact f using (position)
where m.cluster = :cluster and m.unit = :unit and m.leaf = :leaf order by m.position;

-- name: unit_facts
-- The events behind a unit's points, in the order of the log; with a leaf, those of sheet and points that concern it.
select f.position, f.log, f.stream, f.version, f.type, f.recorded_at, f.effective_at, f.actor, f.summary_vi, f.summary_en,
    lpad(f.position::text, 20, '0') as sort_key
from fact f
where f.cluster = :cluster and (f.unit is null or f.unit = :unit)
    and (:leaf::text is null
        or f.type <> all(:by_leaf::text[])
        or exists (select from statement t
            where t.cluster = f.cluster and t.unit = :unit and t.leaf = :leaf and t.position = f.position)
        or exists (select from points_move m
            where m.cluster = f.cluster and m.unit = :unit and m.leaf = :leaf and m.position = f.position))
    and (:after::text is null or lpad(f.position::text, 20, '0') > :after)
order by f.position limit :rows;

-- name: departments_of
-- Which branches the line departments may score in a cluster.
select a.department, u.name, a.version, a.branches, a.document, f.recorded_at, f.actor, f.log, a.position
from field_assignment a join fact f using (position)
    left join called u on u.whose = a.department and :day >= u.since and :day < u.until
where a.cluster = :cluster order by a.position;

-- name: explanation_of
-- What the current version of a unit's explanation says, leaf by leaf.
select e.leaf, e.version, e.text, e.evidence, f.recorded_at, f.actor, f.log, e.position
from explained x join explanation e using (cluster, unit, version) join fact f on f.position = e.position
where x.cluster = :cluster and x.unit = :unit order by e.leaf;

-- name: reopenings
-- Each time that a cluster's points were reopened, in the order of the log.
select r.version, r.sheets, r.ledgers, r.reason, r.document, r.complaint, f.recorded_at, f.actor, f.log, r.position
from reopening r join fact f using (position) where r.cluster = :cluster order by r.version;

-- name: locks
-- Each lock of a cluster's points, in the order of the log.
select k.locked_at, f.actor, f.log, k.position
from scores_lock k join fact f using (position) where k.cluster = :cluster order by k.position;

-- name: moves_after_lock
-- Which points moved after the first lock, with the reason that was given and the reopening that let it; without a leaf the
-- ledger moved the total.
with moved as (
    select cluster, unit, leaf, old, new, cause_unit, cause_layer, cause_version, position from points_move
    where cluster = :cluster
    union all
    select s.cluster, s.unit, null, (
            select b.total from score_change b
            where b.cluster = s.cluster and b.unit = s.unit and b.position < s.position order by b.position desc limit 1
        ), s.total, s.unit, null, null, s.position
    from score_change s where s.cluster = :cluster and s.leaves = 0
)
select m.unit, u.name, m.leaf, m.old, m.new, m.cause_unit, m.cause_layer, m.cause_version,
    case when m.leaf is null then (
        select c.reason from fact c
        where c.cluster = m.cluster and c.command = f.command and c.position < m.position and c.reason is not null
        order by c.position desc limit 1
    ) else t.reason end as reason,
    (select max(r.version) from reopening r where r.cluster = m.cluster and r.position < m.position) as reopening,
    f.recorded_at, f.actor, f.log, m.position,
    lpad(m.position::text, 20, '0') || ' ' || coalesce(m.leaf, '') as sort_key
from moved m
    join fact f using (position)
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join statement t on t.cluster = m.cluster and t.unit = m.cause_unit and t.layer = m.cause_layer
        and t.version = m.cause_version and t.leaf = m.leaf
where (:units::uuid[] is null or m.unit = any(:units::uuid[]))
    and m.position > (select min(k.position) from scores_lock k where k.cluster = :cluster)
    and (:after::text is null or lpad(m.position::text, 20, '0') || ' ' || coalesce(m.leaf, '') > :after)
order by sort_key limit :rows;
