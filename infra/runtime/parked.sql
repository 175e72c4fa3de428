-- name: streams
-- The streams that wait, each with its first parked event and how many wait with it.
select distinct on (log, stream) log, stream, position, reason, count(*) over (partition by log, stream) as events
from parked_event order by log, stream, position;

-- name: one^
-- One parked event.
select log, position, stream, body, reason from parked_event where log = :log and position = :position;

-- name: behind
-- What waits in a stream behind one of its events.
select position, body, reason from parked_event
where log = :log and stream = :stream and position > :position order by position;

-- name: first^
-- The event of a stream that has to be applied first.
select log, position, stream, body, reason from parked_event
where log = :log and stream = :stream order by position limit 1;

-- name: take_out!
-- An event was applied and is parked no more.
delete from parked_event where log = :log and position = :position;

-- name: still_fails!
-- Say anew why an event cannot be applied.
update parked_event set reason = :reason where log = :log and position = :position;
