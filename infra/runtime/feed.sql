-- name: place^
-- How far a log is written, and how far the relay has brought it to the topic.
select h.position as written, least(h.position, coalesce(r.position, 0)) as told
from runtime.log_head h left join runtime.relay r using (log) where h.log = :log;

-- name: told_after
-- The events of a log behind a position that stand on its topic, in order. Positions have no gap: the last one is known.
select position, body, chain from runtime.event_log
where log = :log and position > :position and position <= least(:position::bigint + :count::bigint, :told::bigint)
order by position;

-- name: of_stream
-- A stream's events in a log, as far as they stand on its topic.
select position, body from runtime.event_log
where stream = :stream and log = :log and position <= :told order by version;

-- name: head_behind^
-- The first signed head of a log behind a position, as far as it stands on the topic.
select position, body from runtime.event_log
where log = :log and position > :position and position <= :told and type = :type order by position limit 1;

-- name: chain_at$
-- The chain behind a position.
select chain from runtime.event_log where log = :log and position = :position;
