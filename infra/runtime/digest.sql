-- name: current_schema$
-- The schema that unqualified names mean now.
select current_schema()::text;

-- name: tables
-- The projection's tables, each with the statement that reads its rows in the order of their keys.
select c.relname::text as name, runtime.rows_statement(c.oid) as statement
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = :schema and c.relkind = 'r' and c.relname not in ('checkpoint', 'parked_event')
order by c.relname;

-- name: parked_events$
-- How many events wait, which makes a digest incomparable.
select count(*) from parked_event;
