-- name: cursor
-- How far the relay of a log has come.
select position, "offset" from runtime.relay where log = :log;

-- name: start_cursor!
-- Give a log's relay its first cursor.
insert into runtime.relay (log, position, "offset") values (:log, 0, -1) on conflict (log) do nothing;

-- name: move_cursor$
-- Move the cursor, unless somebody else has moved it: compare and set.
update runtime.relay set position = :position, "offset" = :offset
where log = :log and position = :known returning position;

-- name: backlog$
-- How many events are not known to be on the topic yet.
select sum(h.position - coalesce(r.position, 0))::bigint
from runtime.log_head h left join runtime.relay r using (log);
