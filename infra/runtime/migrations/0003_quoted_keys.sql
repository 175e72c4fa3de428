-- Take rows away by their keys; one array a key column. A key may be a word that SQL reserves.
create or replace function runtime.remove_statement(target regclass) returns text language sql stable as $$
    select format(
        'delete from %s as t using unnest(%s) as u(%s) where %s',
        target, runtime.parameters_of(target, keys),
        (select string_agg(quote_ident(k), ', ' order by p) from unnest(keys) with ordinality w(k, p)),
        (select string_agg(format('t.%1$I = u.%1$I', k), ' and ') from unnest(keys) k))
    from (select array_agg(name order by place) as keys from runtime.columns_of(target) where is_key) k
$$;
