-- name: remember!
-- Remember what restored commands were answered; one whose events lie in several batches or logs grows. The empty hash
-- says that nobody knows any more what the command was, so a repeat cannot be told from another command.
insert into runtime.command (id, request_hash, answer)
select id, ''::bytea, answer from unnest(:ids::uuid[], :answers::bytea[]) as told (id, answer)
on conflict (id) do update set answer = excluded.answer where command.request_hash = ''::bytea;

-- name: insert_events!
-- Write events as they were numbered and chained before.
insert into runtime.event_log (log, position, stream, version, type, recorded_at, body, chain, traceparent)
select * from unnest(
    :logs::text[], :positions::bigint[], :streams::text[], :versions::int[], :types::text[],
    :times::timestamptz[], :bodies::bytea[], :chains::bytea[], :traces::text[]);

-- name: move_head!
-- Move a log's head behind the events restored.
update runtime.log_head
set position = :position, chain = :chain, recorded_at = :recorded_at,
    signed_position = :signed_position, signed_at = :signed_at
where log = :log;
