-- name: rows_after
-- The next rows of a log, every column that says something about the event.
select position, stream, version, type, recorded_at, body, chain
from runtime.event_log where log = :log and position > :position order by position limit :count;

-- name: claims
-- All claims that stand.
select scope, key, valid_from, valid_to, stream from runtime.claim;

-- name: commands_without_events
-- Stored commands whose answers name events that are not in the log as they say.
select c.id, told ->> 'log' as log, (told ->> 'position')::bigint as position
from runtime.command c cross join jsonb_array_elements(convert_from(c.answer, 'UTF8')::jsonb -> 'events') told
left join runtime.event_log e on e.log = told ->> 'log' and e.position = (told ->> 'position')::bigint
    and e.stream = told ->> 'stream' and e.version = (told ->> 'version')::int and e.type = told ->> 'type'
where e.position is null order by c.id limit :count;

-- name: difference_statement$
-- The statement that names rows which two tables of one shape do not have in common.
select format(
    '(select ''live'' as side, to_jsonb(l)::text as row from (table %1$s except all table %2$s) l limit %3$s) union all '
    '(select ''rebuilt'', to_jsonb(r)::text from (table %2$s except all table %1$s) r limit %3$s)',
    format('%I.%I', :live::text, :table::text), format('%I.%I', :rebuilt::text, :table::text), :count::int);
