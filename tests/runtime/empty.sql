-- Empty everything that a test may have filled: the log's triggers sleep, for this session alone.
set session_replication_role = replica;
set synchronous_commit = off;
do $$
declare place record;
begin
    perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
    for place in select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname = 'runtime' and tablename <> 'migration' loop
        execute 'delete from ' || place.name;
    end loop;
    for place in select nspname as name from pg_namespace where nspname not like 'pg\_%'
        and nspname not in ('runtime', 'public', 'information_schema') loop
        execute format('drop schema %I cascade', place.name);
    end loop;
end $$;
