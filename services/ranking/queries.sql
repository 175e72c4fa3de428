-- name: locked_scores^
-- The locked points of a cluster.
select season, authority, scores, reopened from locked_scores where cluster = :cluster;

-- name: season_rules^
-- What the frozen pack of a season says about ties.
select s.year, p.pack, p.version, p.tie_breaks, p.women_percent
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

-- name: clusters_to_redraw
-- The clusters of a unit whose points are locked, not reopened, and whose standings are not published.
select l.cluster
from locked_scores l left join standing s using (cluster)
where s.publication is null and not l.reopened and l.scores @> jsonb_build_array(jsonb_build_object('unit', (:unit::uuid)::text))
order by l.cluster;

-- name: is_to_redraw$
-- Say whether a cluster's points are locked, not reopened, and its standings not published.
select exists (
    select from locked_scores l left join standing s using (cluster)
    where l.cluster = :cluster and not l.reopened and s.publication is null);

-- name: standings
-- The standings of an authority by season and cluster number; published ones alone where only these may be seen.
select s.cluster, s.season, c.number, c.name, c.kind, c.level, s.drawing, s.drawn_on, s.publication, s.published_on,
    s.units, s.ranked, jsonb_array_length(s.unresolved) as unresolved, jsonb_array_length(s.warnings) as warnings,
    (s.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || s.cluster::text) collate "C" as sort_key
from standing s left join cluster c using (cluster)
where s.authority = :authority
    and (not :published_only or s.publication is not null)
    and (:season::text is null or s.season = :season)
    and (:is_published::boolean is null or (s.publication is not null) = :is_published)
    and (:is_unresolved::boolean is null or (jsonb_array_length(s.unresolved) > 0) = :is_unresolved)
    and (:after::text is null or
        (s.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || s.cluster::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: standing_by_cluster^
-- The standings of one cluster, for callers of its authority.
select s.cluster, s.season, s.authority, c.number, c.name, c.kind, c.level, s.drawing, s.drawn_on, s.pack,
    s.pack_version, s.places, s.unresolved, s.warnings, s.publication, s.published_on, s.digest,
    coalesce(l.reopened, false) as reopened,
    exists (
        select from standing_row r
            join jsonb_to_recordset(l.scores) as k (unit uuid, total numeric, groups jsonb, deductions numeric,
                late_reports integer) on k.unit = r.unit
        where r.cluster = s.cluster and r.drawing = s.drawing
            and (r.total, r.groups, r.deductions, r.late_reports)
                is distinct from (k.total, k.groups, k.deductions, k.late_reports)) as moved
from standing s left join cluster c using (cluster) left join locked_scores l using (cluster)
where s.cluster = :cluster and s.authority = :authority and (not :published_only or s.publication is not null);

-- name: standing_rows
-- The rows of a drawing in their order; a unit that registry has not named here yet has no name.
select r.place, r.unit, u.name, u.code, r.total, r.groups, r.deductions, r.late_reports, r.staff, r.rank, r.dense,
    r.decided_by, r.ineligible
from standing_row r left join unit u using (unit)
where r.cluster = :cluster and r.drawing = :drawing order by r.place;

-- name: ties_broken
-- What ballots and lots said of a cluster's ties, in the order in which they did.
select "by", act, "order", broken_on from tie_broken where cluster = :cluster order by version;

-- name: unit_facts
-- The events about a unit's place in a cluster, each with the row that it gave the unit, in the order of the log.
select f.log, f.position, f.type, f.stream, f.version, f.recorded_at, f.effective_at, f.actor, f.drawing,
    r.total, r.rank, r.decided_by, r.ineligible
from fact f join standing_row r on r.cluster = f.cluster and r.drawing = f.drawing and r.unit = :unit
where f.cluster = :cluster and (not :published_only or f.type = :published_type)
order by f.position;
