-- name: prepare#
-- The schema of the runtime and the list of what was applied to it.
create schema if not exists runtime;
create table if not exists runtime.migration (
    name text primary key,
    digest text not null,
    applied_at timestamptz not null default now()
);

create or replace function runtime.create_schema(name text) returns void language plpgsql as $$
begin
    execute format('create schema if not exists %I', name);
end $$;

create or replace function runtime.drop_schema(name text) returns void language plpgsql as $$
begin
    execute format('drop schema if exists %I cascade', name);
end $$;

-- name: lock$
-- One process at a time changes tables.
select pg_advisory_xact_lock(hashtext('thidua.migrate'));

-- name: applied
-- What was applied, with the digest that it had.
select name, digest from runtime.migration;

-- name: record!
-- Remember a migration.
insert into runtime.migration (name, digest) values (:name, :digest);

-- name: create_schema$
-- Make a schema if there is none of that name.
select runtime.create_schema(:name);

-- name: use_schema$
-- Unqualified names mean this schema until the transaction ends.
select set_config('search_path', :name, true);
