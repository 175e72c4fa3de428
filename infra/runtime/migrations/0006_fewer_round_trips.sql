-- Fewer round trips and plans: a batch's tables in one statement, and where queries begin no plan that is made each time.

-- Several of the statements that are made here as one, in which no two are about the same row: all of them find the rows as
-- they were before. It answers how many rows each of them wrote.
create function runtime.joined_statement(statements text[]) returns text language plpgsql immutable as $$
declare
    parts text[] := '{}';
    counts text[] := '{}';
    before integer := 0;
    own integer;
    part text;
begin
    foreach part in array statements loop
        own := (select count(*) from regexp_matches(part, '[$][0-9]+::', 'g'));
        -- Its parameters stand behind those of the parts before; from the last one on, or one would be moved twice.
        for place in reverse own..1 loop
            part := replace(part, format('$%s::', place), format('$%s::', before + place));
        end loop;
        before := before + own;
        parts := parts || format('part%s as (%s returning 1)', cardinality(parts), part);
        counts := counts || format('(select count(*) from part%s)', cardinality(counts));
    end loop;
    return format('with %s select array[%s]', array_to_string(parts, ', '), array_to_string(counts, ', '));
end $$;

-- Begin a batch: let unqualified names mean its generation, take the checkpoints, and say where each log stands, which of its
-- streams wait behind an event that could not be applied, and which generation queries follow. The statement that waited for
-- the lock has the snapshot from before, and would see neither a switch nor what was parked meanwhile: the next one has its own.
-- The commit need not wait for the disk: rows and checkpoint commit together, so losing the last transactions loses nothing.
-- Whoever stands still with the checkpoints in hand, stopped or cut off, loses them when its lease is over too: a standby
-- would wait for as long.
create function runtime.begin_batch(generation text, followed text)
returns table (log text, source text, "position" bigint, "offset" bigint, event_id uuid, active text, waiting text[])
language plpgsql as $$
begin
    perform set_config('search_path', generation, true), set_config('synchronous_commit', 'off', true),
        set_config('idle_in_transaction_session_timeout', '9s', true);
    perform 1 from checkpoint c order by c.log for update;
    return query
        select c.log, c.source, c.position, c."offset", c.event_id,
            (select g.schema from runtime.generation g where g.projection = followed and g.active),
            array(select distinct p.stream from parked_event p where p.log = c.log)
        from checkpoint c order by c.log;
end $$;

-- As before, but the checkpoint is named as queries name their tables: its plan is kept for as long as the generation.
create or replace function runtime.enter_active(wanted text)
returns table (log text, "position" bigint) language plpgsql as $$
declare
    found_schema text := (select schema from runtime.generation where projection = wanted and active);
begin
    if found_schema is not null then
        perform pg_advisory_xact_lock_shared(runtime.generation_key(found_schema));
        perform set_config('search_path', found_schema, true);
        return query select c.log, c.position from checkpoint c order by c.log;
    end if;
end $$;
