-- name: look_back^
-- One look-back, whatever has become of its generation.
select l.known_on, l.cut::text, l.settled_by::text, l.schema, g.version, l.ready_at
from runtime.look_back l left join runtime.generation g on g.schema = l.schema
where l.projection = :projection and l.known_on = :known_on;

-- name: look_backs
-- All look-backs of a projection, each with the bytes that its generation takes.
select l.known_on, l.cut::text, l.settled_by::text, l.schema, g.version, l.ready_at,
    coalesce((select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = l.schema and c.relkind = 'r'), 0)::bigint as size_bytes
from runtime.look_back l left join runtime.generation g on g.schema = l.schema
where l.projection = :projection order by l.known_on;

-- name: remember!
-- Keep the cut before anything is filled: whoever goes on fills up to the same one.
insert into runtime.look_back (projection, known_on, cut, settled_by)
values (:projection, :known_on, :cut::text::jsonb, :settled_by::text::jsonb);

-- name: fill_into!
-- Name the generation that is being filled.
update runtime.look_back set schema = :schema, ready_at = null where projection = :projection and known_on = :known_on;

-- name: is_ready!
-- From now on queries may look back upon it.
update runtime.look_back set ready_at = now() where projection = :projection and known_on = :known_on;

-- name: forget!
-- Take a look-back out of the list.
delete from runtime.look_back where projection = :projection and known_on = :known_on;

-- name: left_over
-- Generations to look back whose maker died before it could name them.
select g.schema from runtime.generation g
where g.projection = :projection and g.purpose = 'look-back'
    and not exists (select from runtime.look_back l where l.schema = g.schema);

-- name: own_position$
-- The last position of an own log that was recorded by an instant.
select coalesce(max(position), 0) from runtime.event_log where log = :log and recorded_at <= :known_on;
