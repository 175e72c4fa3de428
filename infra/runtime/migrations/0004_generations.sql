-- What a generation is for, since when queries no longer follow it, and a lock by which it is not dropped under a reader.

-- `serve` is followed by queries, or will be once it is filled; nobody ever follows the other two.
alter table runtime.generation
    add column purpose text not null default 'serve' check (purpose in ('serve', 'scratch', 'look-back')),
    add column retired_at timestamptz;
update runtime.generation g set retired_at = now() where not g.active and exists (
    select from runtime.generation a where a.projection = g.projection and a.active and a.created_at > g.created_at);

-- The last number given to a generation: a dropped one's is not given again, or a reader could meet another in its place.
create table runtime.generation_number (
    projection text not null,
    version integer not null,
    last integer not null,
    primary key (projection, version)
);
insert into runtime.generation_number (projection, version, last)
select projection, version, max(number) from runtime.generation group by projection, version;

-- The advisory lock of a name: of a projection for who builds it, of a schema for who is in it.
create function runtime.generation_key(name text) returns bigint language sql immutable as $$
    select hashtextextended('thidua.generation.' || name, 0)
$$;

-- Let unqualified names mean the active generation until the transaction ends, and say how far it has come: one round
-- trip where queries begin. No rows where there is no generation yet. Until the transaction ends it is not dropped.
create or replace function runtime.enter_active(wanted text)
returns table (log text, "position" bigint) language plpgsql as $$
declare
    found_schema text := (select schema from runtime.generation where projection = wanted and active);
begin
    if found_schema is not null then
        perform pg_advisory_xact_lock_shared(runtime.generation_key(found_schema));
        perform set_config('search_path', found_schema, true);
        return query execute format('select c.log, c.position from %I.checkpoint c order by c.log', found_schema);
    end if;
end $$;
