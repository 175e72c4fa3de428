-- Write the statements for a read-model table from its catalogue entry, so that no SQL is put together in Python.

-- The columns of a table in order: name, type, whether it belongs to the primary key. jsonb travels as text.
create function runtime.columns_of(target regclass)
returns table (name text, type text, is_key boolean, place smallint) language sql stable as $$
    select a.attname::text, format_type(a.atttypid, null), a.attnum = any (i.indkey::smallint[]), a.attnum
    from pg_attribute a join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped
    order by a.attnum
$$;

create function runtime.parameters_of(target regclass, wanted text[]) returns text language sql stable as $$
    select string_agg(
        format('$%s::%s[]', w.place, case c.type when 'jsonb' then 'text' else c.type end), ', ' order by w.place)
    from unnest(wanted) with ordinality w(name, place) join runtime.columns_of(target) c on c.name = w.name
$$;

create function runtime.values_of(target regclass, wanted text[]) returns text language sql stable as $$
    select string_agg(format(case c.type when 'jsonb' then 'u.%I::jsonb' else 'u.%I' end, c.name), ', ' order by w.place)
    from unnest(wanted) with ordinality w(name, place) join runtime.columns_of(target) c on c.name = w.name
$$;

-- Insert or replace whole rows; one array a column, in the table's order.
create function runtime.upsert_statement(target regclass) returns text language sql stable as $$
    select format(
        'insert into %s (%s) select %s from unnest(%s) as u(%s) on conflict (%s) do %s',
        target, names, runtime.values_of(target, wanted), runtime.parameters_of(target, wanted), names, keys,
        coalesce('update set ' || changes, 'nothing'))
    from (
        select
            array_agg(name order by place) as wanted,
            string_agg(quote_ident(name), ', ' order by place) as names,
            string_agg(quote_ident(name), ', ' order by place) filter (where is_key) as keys,
            string_agg(format('%1$I = excluded.%1$I', name), ', ' order by place) filter (where not is_key) as changes
        from runtime.columns_of(target)) c
$$;

-- Change some columns of existing rows; one array a column, the key's columns first, in the table's order.
create function runtime.patch_statement(target regclass, changed text[]) returns text language sql stable as $$
    select format(
        'update %s as t set %s from unnest(%s) as u(%s) where %s',
        target,
        (select string_agg(format(case c.type when 'jsonb' then '%1$I = u.%1$I::jsonb' else '%1$I = u.%1$I' end, c.name), ', ')
         from runtime.columns_of(target) c where c.name = any (changed)),
        runtime.parameters_of(target, keys || changed),
        (select string_agg(quote_ident(n), ', ' order by p) from unnest(keys || changed) with ordinality w(n, p)),
        (select string_agg(format('t.%1$I = u.%1$I', k), ' and ') from unnest(keys) k))
    from (select array_agg(name order by place) as keys from runtime.columns_of(target) where is_key) k
$$;

-- Take rows away by their keys; one array a key column.
create function runtime.remove_statement(target regclass) returns text language sql stable as $$
    select format(
        'delete from %s as t using unnest(%s) as u(%s) where %s',
        target, runtime.parameters_of(target, keys), array_to_string(keys, ', '),
        (select string_agg(format('t.%1$I = u.%1$I', k), ' and ') from unnest(keys) k))
    from (select array_agg(name order by place) as keys from runtime.columns_of(target) where is_key) k
$$;

-- Read a table's rows for a digest: every column as text, in the order of the keys, whatever the table's columns are.
create function runtime.rows_statement(target regclass) returns text language sql stable as $$
    select format('select array[%s] as row from %s order by %s',
        string_agg(case type when 'timestamp with time zone'
            then format('to_char(%I at time zone ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.US"Z"'')', name)
            else format('%I::text', name) end, ', ' order by place),
        target,
        string_agg(case type when 'text' then format('%I collate "C"', name) else quote_ident(name) end, ', ' order by place)
            filter (where is_key))
    from runtime.columns_of(target)
$$;
