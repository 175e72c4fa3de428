-- name: own_logs
-- Where each log of this database stands, and up to where it is known to be on its topic.
select h.log, h.position, coalesce(r.position, 0) as sent
from runtime.log_head h left join runtime.relay r using (log) order by h.log;

-- name: parked
-- How many events were put aside in this generation, log by log.
select log, count(*) as events from parked_event group by log;

-- name: reactor_checkpoints
-- How far each reactor has come in each log.
select reactor, log, source, position, "offset", event_id from runtime.reactor_checkpoint order by reactor, log;

-- name: holders
-- Who does what at this moment, whichever process that is.
select name from runtime.lease where until >= clock_timestamp() order by name;

-- name: builds
-- The generations that are being filled, to be followed later.
select schema from runtime.generation where purpose = 'serve' and not active and retired_at is null order by schema;
