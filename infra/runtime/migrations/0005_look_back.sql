-- What was looked back upon: as known on an instant, up to which position of each log, and the generation that holds it.

create table runtime.look_back (
    projection text not null,
    known_on timestamptz not null,
    -- Log by log: the last position, and whether a later event or only the clock says that it is the last.
    cut jsonb not null,
    settled_by jsonb not null,
    schema text references runtime.generation on delete set null,
    ready_at timestamptz,
    primary key (projection, known_on)
);

-- Let unqualified names mean what was known on an instant until the transaction ends, and say up to where it goes. No
-- rows where it was not prepared, or for another version of the projection. Until the transaction ends it is not dropped.
create function runtime.enter_look_back(wanted text, wanted_version integer, instant timestamptz)
returns table (log text, "position" bigint) language plpgsql as $$
declare
    found_schema text := (
        select l.schema from runtime.look_back l join runtime.generation g on g.schema = l.schema
        where l.projection = wanted and l.known_on = instant and l.ready_at is not null and g.version = wanted_version);
begin
    if found_schema is not null then
        perform pg_advisory_xact_lock_shared(runtime.generation_key(found_schema));
        perform set_config('search_path', found_schema, true);
        return query execute format('select c.log, c.position from %I.checkpoint c order by c.log', found_schema);
    end if;
end $$;
