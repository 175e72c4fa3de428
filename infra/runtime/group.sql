-- name: found
-- Under the head's lock: which of these commands were accepted before, and how long each of these streams is now.
select id, request_hash, answer, null as stream, null as version from runtime.command where id = any(:ids)
union all
select null, null, null, s.stream, (select max(e.version) from runtime.event_log e where e.stream = s.stream)
from unnest(:streams::text[]) as s (stream);

-- name: append!
-- Append events, already numbered and chained under the writer's lock, remember the commands that they come from with
-- their answers, and move the logs' heads behind them: one statement, because each one costs a round trip.
with appended as (
    insert into runtime.event_log (log, position, stream, version, type, recorded_at, body, chain, traceparent)
    select * from unnest(
        :logs::text[], :positions::bigint[], :streams::text[], :versions::int[], :types::text[],
        :times::timestamptz[], :bodies::bytea[], :chains::bytea[], :traces::text[])
), remembered as (
    insert into runtime.command (id, request_hash, answer)
    select * from unnest(:ids::uuid[], :hashes::bytea[], :answers::bytea[])
)
update runtime.log_head h
set position = n.position, chain = n.chain, recorded_at = n.recorded_at,
    signed_position = n.signed_position, signed_at = n.signed_at
from unnest(
    :heads::text[], :head_positions::bigint[], :head_chains::bytea[], :head_times::timestamptz[],
    :signed_positions::bigint[], :signed_times::timestamptz[]
) as n (log, position, chain, recorded_at, signed_position, signed_at)
where h.log = n.log;

-- name: append_next$
-- Append to a log that stands where this process left it, all or nothing, and say which. The lock is taken where the head is
-- moved; whoever waited for it is given a head that stands elsewhere, and nothing is written.
with moved as (
    update runtime.log_head h
    set position = :head_position, chain = :head_chain, recorded_at = :head_time
    from (select set_config('lock_timeout', '5s', true) offset 0) bounds
    where h.log = :log and h.position = :left_position and h.chain = :left_chain
        and concat(pg_postmaster_start_time(), '/', h.tableoid) = :database
        and not exists (select from runtime.command c where c.id = any(:ids))
        and not exists (
            select from unnest(:expected_streams::text[], :expected_versions::int[]) as expected (stream, version)
            where expected.version <> coalesce((select max(e.version) from runtime.event_log e where e.stream = expected.stream), 0)
        )
    returning h.log
), appended as (
    insert into runtime.event_log (log, position, stream, version, type, recorded_at, body, chain, traceparent)
    select moved.log, :left_position::bigint + event.n, event.stream, event.version, event.type,
        :first_time::timestamptz + (event.n - 1) * interval '1 microsecond', event.body, event.chain, event.traceparent
    from moved cross join unnest(
        :streams::text[], :versions::int[], :types::text[], :bodies::bytea[], :chains::bytea[], :traces::text[]
    ) with ordinality as event (stream, version, type, body, chain, traceparent, n)
), remembered as (
    insert into runtime.command (id, request_hash, answer)
    select command.* from moved cross join unnest(:ids::uuid[], :hashes::bytea[], :answers::bytea[]) as command
)
select exists (select from moved);
