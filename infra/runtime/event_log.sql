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

-- name: found
-- Under the head's lock: which of these commands were accepted before, and how long each of these streams is now.
select id, request_hash, answer, null as stream, null as version from runtime.command where id = any(:ids)
union all
select null, null, null, s.stream, (select max(e.version) from runtime.event_log e where e.stream = s.stream)
from unnest(:streams::text[]) as s (stream);

-- name: claims
-- Who holds these keys, and when.
select c.scope, c.key, c.valid_from, c.valid_to, c.stream
from runtime.claim c join unnest(:scopes::text[], :keys::text[]) as wanted (scope, key) using (scope, key);

-- name: delete_claims!
-- Forget all claims on these keys; those that still stand are written anew.
delete from runtime.claim c using unnest(:scopes::text[], :keys::text[]) as gone (scope, key)
where c.scope = gone.scope and c.key = gone.key;

-- name: insert_claims!
-- Write the claims on keys that a group has touched.
insert into runtime.claim (scope, key, valid_from, valid_to, stream)
select * from unnest(:scopes::text[], :keys::text[], :froms::date[], :tos::date[], :streams::text[]);

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
    select moved.log, event.* from moved cross join unnest(
        :positions::bigint[], :streams::text[], :versions::int[], :types::text[],
        :times::timestamptz[], :bodies::bytea[], :chains::bytea[], :traces::text[]) as event
), remembered as (
    insert into runtime.command (id, request_hash, answer)
    select command.* from moved cross join unnest(:ids::uuid[], :hashes::bytea[], :answers::bytea[]) as command
)
select exists (select from moved);

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
