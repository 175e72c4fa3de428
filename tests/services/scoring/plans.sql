-- 400 clusters, twenty an authority, ten units each, forty leaves a unit, every leaf with a statement, points and a move.
create temp table c as select n, md5('c' || n)::uuid as cluster, 'a' || n / 20 as authority
    from generate_series(0, 399) n;
create temp table u as select c.*, k, md5('u' || n || ' ' || k)::uuid as unit from c, generate_series(1, 10) k;
create temp table l as select c.*, k as place, 'I.' || k as leaf from c, generate_series(1, 40) k;
insert into cluster select cluster, authority || '.2023', authority, n % 20 + 1, 'Cụm', 'cluster', 'provincial',
    date '2023-01-01', date '2024-01-01', null from c;
insert into season select distinct authority || '.2023', authority, 'p', 1, date '2023-01-01', date '2024-01-01' from c;
insert into scoresheet select cluster, authority || '.2023', authority, 'scoring', 1000, 1, 'd', false, 'scaled', null, 2, 'half-up',
    0.5, 0, now(), null, null, '{}', null from c;
insert into member select cluster, unit, k, true, '{}', '[]' from u;
insert into unit_name select unit, date '2020-01-01', 'Đơn vị' from u;
insert into unit_code select unit, date '2020-01-01', 'M' from u;
insert into leaf select cluster, leaf, place, 1, 'Tiêu chí', 25, '{"kind": "qualitative"}' from l;
insert into sheet select cluster, unit, 'self', '00000000-0000-0000-0000-000000000000', 1, row_number() over (), null, null from u;
create temp table p as select u.cluster, u.unit, l.leaf, row_number() over (order by u.unit, l.place) as position
    from u join l using (cluster);
insert into points select cluster, unit, leaf, 20, position from p;
insert into points_move select cluster, unit, leaf, position / 40 + 1, null, 20, unit, 'self', 1 from p;
insert into statement select cluster, unit, 'self', '00000000-0000-0000-0000-000000000000', 1, leaf, '{"kind": "met"}', null, '[]',
    position from p;
insert into score_change select cluster, row_number() over (order by unit), md5('command' || unit)::uuid, unit, 40, 800 from u;
analyze;
