-- name: locked_scores^
-- The locked points of a cluster.
select season, authority, scores, reopened from locked_scores where cluster = :cluster;

-- name: season_rules^
-- What the frozen pack of a season says of ranking, and the days that it counts by.
select s.year, p.pack, p.version, p.tie_breaks, p.women_percent, p.suspended_keep_rank,
    p.reserved_working_days, p.complaint_working_days, p.calendar
from season s join rule_pack p on p.authority = s.authority and p.pack = s.pack and p.version = s.pack_version
where s.season = :season;

-- name: quota$
-- A cluster's places, as they were set last.
select places from quota where cluster = :cluster;

-- name: latest_figures
-- Each unit's last staff figures up to a day.
select distinct on (unit) unit, day, staff, women
from staff_figures where unit = any(:units::uuid[]) and day <= :day order by unit, day desc;

-- name: suspension_changes
-- How the suspensions of these units went, in the order in which they were recorded.
select unit, day, suspended from suspension_change where unit = any(:units::uuid[]) order by unit, version;

-- name: disqualifications
-- Which of these units are out of a season, and since when.
select unit, day from disqualification where season = :season and unit = any(:units::uuid[]);

-- name: reopened_for
-- The upheld complaints for which scoring reopened points of a cluster, in the order in which it did.
select complaint from reopened_for where cluster = :cluster order by position;

-- name: known_documents
-- Which of these documents an authority has on its record.
select document from document where document = any(:documents::uuid[]) and authority = :authority;

-- name: scorecard
-- The leaves of a cluster's scorecard, each with the units that it is not assigned to, also of those that joined late.
select l.key as leaf, array(
    select jsonb_array_elements_text(l.value)::uuid
    union
    select j.unit from joined_member j where j.cluster = s.cluster and j.not_assigned @> to_jsonb(l.key)) as units
from scorecard s cross join jsonb_each(s.leaves) l where s.cluster = :cluster;

-- name: clusters_to_redraw
-- The clusters of a unit whose points are locked and not reopened.
select cluster
from locked_scores
where not reopened and scores @> jsonb_build_array(jsonb_build_object('unit', (:unit::uuid)::text))
order by cluster;

-- name: is_to_redraw$
-- Say whether a cluster's points are locked and not reopened.
select exists (select from locked_scores where cluster = :cluster and not reopened);

-- name: standings
-- The standings of an authority by season and cluster number: the publication in force, else the last drawing.
select s.cluster, s.season, c.number, c.name, c.kind, c.level, d.drawing, d.drawn_on, s.publication, p.published_on,
    s.publication as in_force, d.units, d.ranked, jsonb_array_length(d.unresolved) as unresolved, jsonb_array_length(d.warnings) as warnings,
    case when s.publication is not null and s.drawing > d.drawing and not :published_only then s.drawing end as newer_drawing,
    (s.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || s.cluster::text) collate "C" as sort_key
from standing s
    left join cluster c using (cluster)
    left join publication p using (cluster, publication)
    join drawing d on d.cluster = s.cluster and d.drawing = coalesce(p.drawing, s.drawing)
where s.authority = :authority
    and (not :published_only or s.publication is not null)
    and (:season::text is null or s.season = :season)
    and (:is_published::boolean is null or (s.publication is not null) = :is_published)
    and (:is_unresolved::boolean is null or (jsonb_array_length(d.unresolved) > 0) = :is_unresolved)
    and (:after::text is null or
        (s.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || s.cluster::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: standing_by_cluster^
-- The standings of one cluster, for callers of its authority: a publication or a drawing, if one is named; else the
-- publication in force; else the last drawing.
select s.cluster, s.season, s.authority, c.number, c.name, c.kind, c.level, d.drawing, d.drawn_on, d.pack,
    d.pack_version, d.places, d.unresolved, d.warnings, d.seen, p.publication, p.published_on, p.digest, p.revises, p.reason,
    p.document, p.cause, p.complaints, s.publication as in_force,
    case when s.drawing > d.drawing and not :published_only then s.drawing end as newer_drawing,
    coalesce(l.reopened, false) as reopened, k.complaint_working_days, k.calendar, k.tie_breaks,
    k.women_percent, k.suspended_keep_rank,
    exists (
        select from standing_row r
            join jsonb_to_recordset(l.scores) as k (unit uuid, total numeric, groups jsonb, deductions numeric,
                late_reports integer) on k.unit = r.unit
        where r.cluster = s.cluster and r.drawing = d.drawing
            and (r.total, r.groups, r.deductions, r.late_reports)
                is distinct from (k.total, k.groups, k.deductions, k.late_reports)) as moved
from standing s
    left join cluster c using (cluster)
    left join locked_scores l using (cluster)
    left join publication p on p.cluster = s.cluster and case
        when :drawing::integer is not null then p.drawing = :drawing
        else p.publication = coalesce(:publication::integer, s.publication) end
    join drawing d on d.cluster = s.cluster and d.drawing = coalesce(:drawing, p.drawing, s.drawing)
    left join rule_pack k on k.authority = s.authority and k.pack = d.pack and k.version = d.pack_version
where s.cluster = :cluster and s.authority = :authority
    and (not :published_only or p.publication is not null)
    and (:publication::integer is null or p.publication is not null);

-- name: rule_pack^
-- What an adopted pack says of the order.
select tie_breaks, women_percent, suspended_keep_rank from rule_pack
where authority = :authority and pack = :pack and version = :version;

-- name: lock_behind$
-- The lock of a cluster's points that was the last one known when so much of scoring's log was.
select max(position) from scores_lock where cluster = :cluster and position <= :seen;

-- name: eligibility_documents
-- The documents that the last change of each unit's suspension up to a day, and its disqualification, rest on.
select unit, document, false as disqualified from (
    select distinct on (unit) unit, document
    from suspension_change where unit = any(:units::uuid[]) and day <= :day order by unit, version desc) as changed
union all
select unit, document, true from disqualification where unit = any(:units::uuid[]) and season = :season and day <= :day
order by unit, disqualified;

-- name: publications
-- The publications of a cluster in their order, each with its place in the log.
select p.publication, p.drawing, p.published_on, p.digest, p.revises, p.reason, p.document, p.cause, p.complaints,
    s.publication as in_force, f.log, f.position, f.recorded_at, f.actor
from publication p
    join standing s using (cluster)
    join fact f on f.cluster = p.cluster and f.drawing = p.drawing and f.type = :published_type
where p.cluster = :cluster and s.authority = :authority
order by p.publication;

-- name: standing_rows
-- The rows of a drawing in their order, each unit called as on the day of its publication, or of the drawing: by the name that
-- held then, before its first one by that. A unit that registry has not named here yet has no name.
select r.place, r.unit, n.name, c.code, r.total, r.groups, r.deductions, r.late_reports, r.staff, r.rank, r.dense,
    r.decided_by, r.ineligible, r.reserved
from standing_row r
    join drawing d using (cluster, drawing)
    cross join lateral (
        select coalesce(min(p.published_on), d.drawn_on) as day from publication p
        where p.cluster = r.cluster and p.drawing = r.drawing) of
    left join lateral (
        select name from unit_name where unit = r.unit
        order by valid_from > of.day, abs(valid_from - of.day) limit 1) n on true
    left join lateral (
        select code from unit_code where unit = r.unit
        order by valid_from > of.day, abs(valid_from - of.day) limit 1) c on true
where r.cluster = :cluster and r.drawing = :drawing order by r.place;

-- name: ties_broken
-- What ballots and lots said of a cluster's ties, in the order in which they did.
select "by", act, "order", broken_on from tie_broken where cluster = :cluster order by version;

-- name: unit_facts
-- The events about a unit's place in a cluster, each with the row that it gave the unit, and the ties of it that people broke, in
-- the order of the log. What broke a tie is told with the publication behind it.
select f.log, f.position, f.type, f.stream, f.version, f.recorded_at, f.effective_at, f.actor, f.drawing,
    r.total, r.rank, r.decided_by, r.ineligible, null as "by", null::jsonb as "order"
from fact f join standing_row r on r.cluster = f.cluster and r.drawing = f.drawing and r.unit = :unit
where f.cluster = :cluster and (not :published_only or f.type = :published_type)
union all
select f.log, f.position, f.type, f.stream, f.version, f.recorded_at, f.effective_at, f.actor, null, null, null, null, null,
    t."by", t."order"
from fact f join tie_broken t on t.cluster = f.cluster and t.version = f.version
where f.cluster = :cluster and f.type = :broken_type and t."order" @> jsonb_build_array(jsonb_build_array(:unit::text))
    and (not :published_only or exists (
        select from fact p where p.cluster = f.cluster and p.type = :published_type and p.position > f.position))
order by position;
