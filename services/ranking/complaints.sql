-- name: complaints
-- Complaints by the day of their filing: all of an authority's, or those of a unit; one alone, if it is named. Units are called
-- as on that day.
select c.*, u.name as unit_name, a.name as about_name,
    (c.filed_on::text || ' ' || c.complaint::text) collate "C" as sort_key
from complaint c
    left join lateral (
        select name from unit_name where unit = c.unit
        order by valid_from > c.filed_on, abs(valid_from - c.filed_on) limit 1) u on true
    left join lateral (
        select name from unit_name where unit = c.about
        order by valid_from > c.filed_on, abs(valid_from - c.filed_on) limit 1) a on true
where (c.authority = :authority or c.unit = :unit::uuid)
    and (:complaint::uuid is null or c.complaint = :complaint)
    and (:season::text is null or c.season = :season)
    and (:cluster::uuid is null or c.cluster = :cluster)
    and (:outcome::text is null or c.outcome = :outcome)
    and (:after::text is null or (c.filed_on::text || ' ' || c.complaint::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: complaint_facts
-- The events of a complaint's stream, in the order of the log.
select log, position, type, stream, version, recorded_at, effective_at, actor
from fact where complaint = :complaint order by position;

-- name: answers
-- The publications of a cluster that answer a complaint.
select publication from publication
where cluster = :cluster and complaints @> jsonb_build_array((:complaint::uuid)::text) order by publication;
