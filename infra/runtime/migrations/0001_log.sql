-- The event log and what stands beside it. Everything here is written by one owner: the service of this database.

-- A log's last position and chain: its row is the writer's lock, so positions are gapless and in commit order.
create table runtime.log_head (
    log text primary key,
    source text not null,
    position bigint not null,
    chain bytea not null,
    recorded_at timestamptz not null,
    signed_position bigint not null default 0,
    signed_at timestamptz not null
);

-- The facts, each in the bytes that Kafka and exports carry. Never updated, never deleted.
create table runtime.event_log (
    log text not null,
    position bigint not null,
    stream text not null,
    version integer not null,
    type text not null,
    recorded_at timestamptz not null,
    body bytea not null,
    chain bytea not null,
    traceparent text,
    primary key (log, position),
    unique (stream, version)
);

create function runtime.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the event log is append-only: % is not possible', tg_op;
end $$;

create trigger append_only before update or delete on runtime.event_log
    for each row execute function runtime.refuse_change();
create trigger never_emptied before truncate on runtime.event_log
    for each statement execute function runtime.refuse_change();

-- What may be held only once at a time, across streams: a pure function of the events.
create table runtime.claim (
    scope text not null,
    key text not null,
    valid_from date not null,
    valid_to date,
    stream text not null,
    primary key (scope, key, valid_from, stream)
);

-- Accepted commands: a repeat gets the stored answer, another body under the same id is refused.
create table runtime.command (
    id uuid primary key,
    request_hash bytea not null,
    answer bytea not null
);

-- How far the relay has come: the last position sent and the offset of its record.
create table runtime.relay (
    log text primary key,
    position bigint not null,
    "offset" bigint not null
);

-- Who does a thing that one process may do at a time, on the database's clock.
create table runtime.lease (
    name text primary key,
    owner uuid not null,
    until timestamptz not null
);

-- The generations of the read model; queries follow the active one.
create table runtime.generation (
    schema text primary key,
    projection text not null,
    version integer not null,
    number integer not null,
    active boolean not null,
    created_at timestamptz not null default now(),
    unique (projection, version, number)
);
create unique index one_active on runtime.generation (projection) where active;

-- Let unqualified names mean the active generation until the transaction ends, and say how far it has come: one round
-- trip where queries begin. No rows where there is no generation yet.
create function runtime.enter_active(wanted text) returns table (log text, "position" bigint) language plpgsql as $$
declare
    found_schema text := (select schema from runtime.generation where projection = wanted and active);
begin
    if found_schema is not null then
        perform set_config('search_path', found_schema, true);
        return query execute format('select c.log, c.position from %I.checkpoint c order by c.log', found_schema);
    end if;
end $$;

-- How far a reactor has come in each log that it answers.
create table runtime.reactor_checkpoint (
    reactor text not null,
    log text not null,
    source text,
    position bigint not null,
    "offset" bigint not null,
    event_id uuid,
    primary key (reactor, log)
);

-- A reactor's refused answers, kept so that somebody can see that nothing came of an event, and why.
create table runtime.reactor_refusal (
    command_id uuid primary key,
    reactor text not null,
    event_id uuid not null,
    command text not null,
    problem jsonb not null,
    refused_at timestamptz not null
);

-- How far the demonstration's clock runs ahead of the real one; no row outside the demo.
create table runtime.demo_clock (
    only_one boolean primary key default true check (only_one),
    ahead interval not null
);
