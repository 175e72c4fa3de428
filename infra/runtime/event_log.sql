-- name: lock_heads
-- Take the writer's lock of each log; whoever waits sees what was committed before. With it, which database this is.
-- Nobody waits for the lock longer than a client waits for an answer; and who stands still with it in hand, stopped or cut
-- off, loses it, or nobody else could write.
select h.log, h.source, h.position, h.chain, h.recorded_at, h.signed_position, h.signed_at,
    concat(pg_postmaster_start_time(), '/', h.tableoid) as database
from runtime.log_head h cross join (
    select set_config('lock_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '5s', true) offset 0
) bounds
where h.log = any(:logs) order by h.log for update of h;

-- name: database$
-- Which database this is: another one after a restart of PostgreSQL, or after the tables were brought back from a copy.
select concat(pg_postmaster_start_time(), '/', 'runtime.log_head'::regclass::oid);

-- name: open_log!
-- Give a new log its first head, before any event.
insert into runtime.log_head (log, source, position, chain, recorded_at, signed_at)
values (:log, :source, 0, :chain, 'epoch', 'epoch') on conflict (log) do nothing;

-- name: heads
-- Where each log of this database stands.
select log, source, position, chain, recorded_at, signed_position, signed_at from runtime.log_head order by log;

-- name: stored_commands
-- Which of these commands were accepted before, and what they were answered.
select id, request_hash, answer from runtime.command where id = any(:ids);

-- name: announce!
-- Wake whoever relays these logs in another process.
select pg_notify('thidua_log', '');

-- name: streams_since
-- The events of several streams behind the versions that the reader knows.
select e.stream, e.version, e.body
from unnest(:streams::text[], :versions::int[]) as known (stream, version)
join runtime.event_log e on e.stream = known.stream and e.version > known.version
order by e.stream, e.version;

-- name: events_after
-- The next events of a log, in order.
select position, stream, type, recorded_at, body, chain, traceparent
from runtime.event_log where log = :log and position > :position order by position limit :count;

-- name: to_send
-- Of the next events of a log, in order, what a relay puts onto the topic. Positions have no gap, so the last one is known:
-- with a limit instead, PostgreSQL sorts all that waits for each answer where it has not counted the table yet.
select position, stream, body, traceparent
from runtime.event_log
where log = :log and position > :position and position <= :position::bigint + :count::bigint order by position;

-- name: bodies_at
-- The bytes of these positions of a log.
select position, body from runtime.event_log where log = :log and position = any(:positions::bigint[]);

-- name: authority_events
-- The events of one authority in a log, or of one of its streams, or those that mention an id, behind a position: what was done for it, and all that
-- was done in its streams. In an inter-provincial cluster a member's officer acts for another authority. The facts that
-- begin a stream name its authority; before them stands at most one for each of a cluster's thirty members.
select e.position, e.body from runtime.event_log e
where e.log = :log and e.position > :position
    and (:stream::text is null or e.stream = :stream)
    and (:mention::text is null or position(convert_to(:mention, 'UTF8') in e.body) > 0)
    and (
        convert_from(e.body, 'UTF8')::jsonb ->> 'authority' = :authority
        or exists (
            select from runtime.event_log f
            where f.stream = e.stream and f.version <= 31
                and convert_from(f.body, 'UTF8')::jsonb -> 'data' ->> 'authority' = :authority
        )
    )
order by e.position limit :count;

-- name: events_of
-- The next events of a log, or of one of its streams, for whoever looks on.
select position, stream, type, body from runtime.event_log
where log = :log and position > :position and (:stream::text is null or stream = :stream)
order by position limit :count;
