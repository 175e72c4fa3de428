-- name: create_schema$
-- Make a schema for a generation.
select runtime.create_schema(:name);

-- name: place_tables#
-- What every generation holds beside its projection's tables.
create table checkpoint (
    log text primary key,
    source text,
    position bigint not null,
    "offset" bigint not null,
    event_id uuid
);
create table parked_event (
    log text not null,
    position bigint not null,
    stream text not null,
    body bytea not null,
    reason text not null,
    primary key (log, position)
);

-- name: start_checkpoint!
-- Begin at the beginning of a log; a pinned source refuses every other one.
insert into checkpoint (log, source, position, "offset") values (:log, :source, 0, -1) on conflict (log) do nothing;

-- name: enter$
-- Let unqualified names mean this generation until the transaction ends.
select set_config('search_path', :schema, true);

-- name: lock_checkpoints
-- The projection's place in each log, held until the transaction ends; always taken first.
select log, source, position, "offset", event_id from checkpoint order by log for update;

-- name: checkpoints
-- The projection's place in each log.
select log, source, position, "offset", event_id from checkpoint order by log;

-- name: move_checkpoints!
-- Move on to what this transaction applied.
update checkpoint c set source = n.source, position = n.position, "offset" = n."offset", event_id = n.event_id
from unnest(:logs::text[], :sources::text[], :positions::bigint[], :offsets::bigint[], :ids::uuid[])
    as n (log, source, position, "offset", event_id)
where c.log = n.log;

-- name: begin_batch
-- Lock the projection's place in each log until the transaction ends, always first, and tell it; with it, asked behind the lock,
-- which generation queries follow, and the streams that wait behind an event that could not be applied.
select log, source, position, "offset", event_id, active, waiting from runtime.begin_batch(:schema, :projection);

-- name: park!
-- Put an event aside, with everything behind it in its stream.
insert into parked_event (log, position, stream, body, reason) values (:log, :position, :stream, :body, :reason);

-- name: tables
-- The projection's tables in this generation.
select c.relname::text as name, array_agg(f.name order by f.place) as columns,
    array_agg(f.name order by f.place) filter (where f.is_key) as keys,
    array_agg(f.name order by f.place) filter (where f.type = 'jsonb') as documents,
    runtime.upsert_statement(c.oid) as upsert, runtime.remove_statement(c.oid) as remove
from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join runtime.columns_of(c.oid) f
where n.nspname = :schema and c.relkind = 'r' and c.relname not in ('checkpoint', 'parked_event')
group by c.oid, c.relname order by c.relname;

-- name: patch_statement$
-- The statement that changes these columns of a table.
select runtime.patch_statement(format('%I.%I', :schema::text, :table::text)::regclass, :columns::text[]);

-- name: joined_statement$
-- The statement that does what each of these does, where no two are about the same row, and answers how many rows each wrote.
select runtime.joined_statement(:statements::text[]);

-- name: active_generation^
-- The generation that queries follow.
select schema, version, number from runtime.generation where projection = :projection and active;

-- name: try_lock$
-- Hold a name until the transaction ends, such as that of a schema that is dropped.
select pg_try_advisory_xact_lock(runtime.generation_key(:name));

-- name: try_hold$
-- Hold a name for as long as this session lasts, or until it lets go.
select pg_try_advisory_lock(runtime.generation_key(:name));

-- name: let_go$
-- Let a name go that this session holds.
select pg_advisory_unlock(runtime.generation_key(:name));

-- name: next_number$
-- A number for a new generation of this version, never given before.
insert into runtime.generation_number as n (projection, version, last) values (:projection, :version, 1)
on conflict (projection, version) do update set last = n.last + 1 returning last;

-- name: add_generation!
-- Remember a new generation, not followed yet.
insert into runtime.generation (schema, projection, version, number, active, purpose)
values (:schema, :projection, :version, :number, false, :purpose);

-- name: retire!
-- Nobody follows the projection's generations any more, until one is activated in the same transaction.
update runtime.generation set active = false, retired_at = now() where projection = :projection and active;

-- name: activate!
-- Let queries follow this generation.
update runtime.generation set active = true, retired_at = null where schema = :schema;

-- name: forget_generation!
-- Take a generation out of the list.
delete from runtime.generation where schema = :schema;

-- name: drop_schema$
-- Drop a generation's tables.
select runtime.drop_schema(:schema);

-- name: scratch_generations
-- The scratch generations that a process that died may have left: a maker has a minute to hold the name of a new one.
select schema from runtime.generation
where purpose = 'scratch' and created_at < now() - interval '1 minute' order by schema;

-- name: unfinished_generations
-- Generations that were to be followed and never were, the latest first.
select schema, version from runtime.generation
where projection = :projection and purpose = 'serve' and not active and retired_at is null
order by version desc, number desc;

-- name: retired_generations
-- Generations that queries followed once, the last one first.
select schema from runtime.generation
where projection = :projection and purpose = 'serve' and retired_at is not null
order by retired_at desc, number desc;
