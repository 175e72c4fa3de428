-- name: complaints
-- Complaints by the day of their filing: all of an authority's, or those of a unit; one alone, if it is named.
select c.*, u.name as unit_name, a.name as about_name,
    (c.filed_on::text || ' ' || c.complaint::text) collate "C" as sort_key
from complaint c
    left join unit u on u.unit = c.unit
    left join unit a on a.unit = c.about
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
