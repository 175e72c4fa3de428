-- name: waiting
-- What is still owed in clusters whose agreement or scoring is under way, overdue first: the step, the unit it is about, and
-- on whom it waits, NULL for the board. Of one cluster, or of an authority's; without the right to see all, what concerns one's unit.
with clusters as (
    select c.cluster, c.season, c.number, c.name, c.level, y.first_day, y.end_day, x.phase, a.members, a.digest, a.closed_at,
        a.version, case when led.unit is null then acting.unit else l.unit end as leader
    from cluster c
        join season s using (season)
        join cluster_days y using (cluster)
        left join scoresheet x using (cluster)
        left join agreement a using (cluster)
        left join lateral (
            select unit from cluster_leader l
            where l.cluster = c.cluster and l.valid_from <= :today order by l.valid_from desc limit 1
        ) led on true
        left join cluster_member l on l.cluster = c.cluster and l.unit = led.unit
            and (
                not exists (select from leaving e where e.cluster = c.cluster and e.unit = l.unit and e.day <= :today)
                or not exists (
                    select from cluster_member m where m.cluster = c.cluster and not exists (
                        select from leaving e where e.cluster = c.cluster and e.unit = m.unit and e.day <= :today)))
        left join rule_pack p on p.authority = s.authority and p.pack = s.pack and p.version = s.pack_version
        left join lateral (
            select h.unit from cluster_leader h where h.cluster = c.continues order by h.valid_from desc limit 1
        ) last_year on p.last_leader_acts
        left join cluster_member acting on acting.cluster = c.cluster and acting.unit = last_year.unit
            and not exists (select from leaving e where e.cluster = c.cluster and e.unit = acting.unit and e.day <= :today)
    where coalesce(x.phase, '') <> 'locked'
        and (:cluster::uuid is null or c.cluster = :cluster)
        and (:season::text is null or c.season = :season)
        and (:cluster::uuid is not null or (:whole and c.authority = :authority)
            or exists (select from cluster_member m where m.cluster = c.cluster and m.unit = :unit))
), gone as (
    select cluster, unit from left_out
    union
    select cluster, unit from departure where policy <> 'returned'
), deputies as (
    select c.cluster, (
        select e.value::uuid
        from jsonb_array_elements_text((
            select d.units from cluster_deputies d
            where d.cluster = c.cluster and d.valid_from <= :today order by d.valid_from desc limit 1
        )) with ordinality e (value, place)
        where e.value::uuid is distinct from c.leader
            and not exists (select from leaving g where g.cluster = c.cluster and g.unit = e.value::uuid and g.day <= :today)
        order by e.place limit 1
    ) as first_deputy
    from clusters c
), steps as (
    select c.cluster, m.unit, 'sign' as step, 1 as step_place, m.unit as waits_for
    from clusters c
        join cluster_member m using (cluster)
        join scorecard t on t.cluster = c.cluster and t.version = c.version
        left join targets g on g.cluster = c.cluster and g.unit = m.unit
    where c.digest is not null
        and (c.closed_at is null and c.members @> to_jsonb(m.unit)
            or coalesce(c.phase, 'self-scoring') = 'self-scoring'
                and exists (select from annex n where n.cluster = c.cluster and n.unit = m.unit))
        and not exists (select from signature q where q.cluster = c.cluster and q.unit = m.unit)
        and not exists (select from disqualification q where q.unit = m.unit and q.season = c.season)
        and not exists (select from leaving e where e.cluster = c.cluster and e.unit = m.unit and e.day <= :today)
        and jsonb_array_length(jsonb_path_query_array(t.criteria, 'strict $.** ? (exists (@.rule.kind))'))
            > jsonb_array_length(coalesce(g.not_assigned, '[]'))
    union all
    select c.cluster, m.unit, 'submit-self-sheet', 2, m.unit
    from clusters c join member m using (cluster)
    where c.phase = 'self-scoring' and m.signed
        and not exists (select from sheet o where o.cluster = c.cluster and o.unit = m.unit and o.layer = 'self')
        and not exists (select from gone g where g.cluster = c.cluster and g.unit = m.unit)
    union all
    select c.cluster, p.unit, 'submit-cross-sheet', 3, p.peer
    from clusters c join peer p using (cluster)
    where c.phase = 'scoring'
        and not exists (select from sheet o
            where o.cluster = c.cluster and o.unit = p.unit and o.layer = 'cross' and o.peer = p.peer)
        and not exists (select from sheet o where o.cluster = c.cluster and o.unit = p.unit and o.layer = 'leader')
        and not exists (select from gone g where g.cluster = c.cluster and g.unit in (p.unit, p.peer))
    union all
    select c.cluster, o.unit, 'verify-sheet', 4, case when o.unit = c.leader then d.first_deputy else c.leader end
    from clusters c join deputies d using (cluster) join sheet o using (cluster)
    where c.phase = 'scoring' and o.layer = 'self'
        and not exists (select from sheet v where v.cluster = c.cluster and v.unit = o.unit and v.layer = 'leader')
        and not exists (select from gone g where g.cluster = c.cluster and g.unit = o.unit)
    union all
    select c.cluster, v.unit, 'explain-sheet', 5, v.unit
    from clusters c join sheet v using (cluster) join step_due x using (cluster)
    where c.phase = 'scoring' and v.layer = 'leader' and x.days ? 'explain-sheet'
        and exists (select from statement t where t.cluster = c.cluster and t.unit = v.unit and t.layer = 'leader'
            and t.version = v.version)
        and not exists (select from explained e where e.cluster = c.cluster and e.unit = v.unit)
        and not exists (select from sheet b where b.cluster = c.cluster and b.unit = v.unit and b.layer = 'board')
        and not exists (select from gone g where g.cluster = c.cluster and g.unit = v.unit)
    union all
    select c.cluster, o.unit, 'appraise-sheet', 6, null
    from clusters c join sheet o using (cluster)
    where c.phase = 'scoring' and o.layer = 'leader'
        and not exists (select from sheet v where v.cluster = c.cluster and v.unit = o.unit and v.layer = 'board')
        and not exists (select from gone g where g.cluster = c.cluster and g.unit = o.unit)
    union all
    select c.cluster, d.unit, 'settle-departure', 7, null
    from clusters c join departure d using (cluster)
    where d.policy is null and d.day <= :today
        and not exists (select from left_out o where o.cluster = c.cluster and o.unit = d.unit)
        and exists (select from sheet o where o.cluster = c.cluster and o.unit = d.unit and o.layer = 'self')
    union all
    select distinct c.cluster, t.unit, 'inherit-score', 8, null::uuid
    from clusters c
        join member m using (cluster)
        join takeover t on t.unit = m.unit and t.valid_from > c.first_day and t.valid_from < c.end_day
        join departure d on d.unit = t.predecessor and d.policy = 'inherit-weighted'
    where not exists (select from inheritance i where i.cluster = c.cluster and i.unit = m.unit)
        and not exists (select from gone g where g.cluster = c.cluster and g.unit = m.unit)
), ordered as (
    select w.step, c.cluster, c.season, c.number, c.name, w.unit, u.name as unit_name, k.code as unit_code, w.waits_for,
        f.name as waits_for_name, (x.days ->> w.step)::date as due, coalesce((x.days ->> w.step)::date < :today, false) as overdue,
        (case when (x.days ->> w.step)::date < :today then '0' || (x.days ->> w.step) else '1' end || ' ' || c.season || ' ' || c.level
            || ' ' || lpad(c.number::text, 3, '0') || ' ' || c.cluster || ' ' || w.step_place || ' ' || lpad(m.place::text, 4, '0') || ' ' || lpad(coalesce(n.place, 0)::text, 4, '0')) collate "C" as sort_key
    from steps w
        join clusters c using (cluster)
        join cluster_member m on m.cluster = w.cluster and m.unit = w.unit
        left join cluster_member n on n.cluster = w.cluster and n.unit = w.waits_for
        left join step_due x on x.cluster = c.cluster
        cross join lateral (select least(:today, c.end_day - 1) as day) t
        left join called u on u.whose = w.unit and t.day >= u.since and t.day < u.until
        left join coded k on k.whose = w.unit and t.day >= k.since and t.day < k.until
        left join called f on f.whose = w.waits_for and t.day >= f.since and t.day < f.until
    where (:overdue::boolean is null or :overdue = coalesce((x.days ->> w.step)::date < :today, false))
        and (:step::text is null or w.step = :step)
        and (:everything or w.unit = :unit or w.waits_for = :unit)
)
select * from ordered where :after::text is null or sort_key > :after order by sort_key limit :rows;

-- name: statistics
-- Of each leaf, or each group, the official points of the units that count: suspended ones and those that were frozen too.
with counted as (
    select m.cluster, m.unit, m.not_assigned
    from scoresheet x
        join member m using (cluster)
    where (:cluster::uuid is null or x.cluster = :cluster)
        and (:season::text is null or x.season = :season)
        and (:cluster::uuid is not null or x.authority = :authority)
        and not exists (select from left_out o where o.cluster = m.cluster and o.unit = m.unit)
        and not exists (select from departure d where d.cluster = m.cluster and d.unit = m.unit and d.policy not in ('freeze', 'returned'))
), leaves as (
    -- A sub-select, and no join: by its whole key. A planner that takes cluster and unit for independent joins by these two.
    select u.cluster, u.unit, l.leaf, l.grp, l.title, l.place, l.rule ->> 'kind' as kind,
        (select p.points from points p where p.cluster = u.cluster and p.unit = u.unit and p.leaf = l.leaf) as points,
        case when l.rule ->> 'kind' = 'plus-minus' then (l.rule ->> 'highest')::numeric else l.maximum end as most
    from counted u
        join leaf l using (cluster)
    where not u.not_assigned ? l.leaf
), wanted as (
    select cluster, unit, leaf as key, title, place, kind, points, most from leaves where :by = 'leaf'
    union all
    select cluster, unit, grp::text, null, grp, null, case when bool_and(points is not null) then sum(points) end, sum(most)
    from leaves where :by = 'group' and kind <> 'plus-minus' group by cluster, unit, grp
), figures as (
    select cluster, key, max(title) as title, min(place) as place, max(kind) as kind, max(most) as maximum,
        count(*) as units, count(points) as stated, count(*) filter (where points is null) as missing,
        min(points) as lowest, max(points) as highest,
        round((percentile_disc(0.5) within group (order by points)
            + percentile_disc(0.5) within group (order by points desc)) / 2, 2) as median,
        round(avg(points), 2) as mean,
        count(*) filter (where points = most) as full_marks, count(*) filter (where points = 0) as at_zero
    from wanted group by cluster, key
), ordered as (
    select x.season, f.cluster, c.number, c.name, f.key, f.title, f.kind, f.maximum, f.units, f.stated, f.missing, f.lowest,
        f.median, f.mean, f.highest, f.full_marks, f.at_zero,
        (x.season || ' ' || coalesce(c.level || ' ' || lpad(c.number::text, 3, '0'), '') || ' ' || f.cluster || ' '
            || lpad(f.place::text, 4, '0')) collate "C" as sort_key
    from figures f join scoresheet x using (cluster) left join cluster c using (cluster)
)
select * from ordered where :after::text is null or sort_key > :after order by sort_key limit :rows;

-- name: comparison
-- Units side by side, leaf by leaf: what is official on each leaf, its target and its points; units in roll order.
select l.leaf, l.grp as "group", l.title, l.maximum, l.rule ->> 'kind' as kind, lpad(l.place::text, 4, '0') as sort_key,
    jsonb_agg(jsonb_build_object('unit', m.unit, 'assigned', not m.not_assigned ? l.leaf, 'target', m.targets ->> l.leaf,
        'input', o.input, 'layer', o.layer, 'points', (
            select p.points::text from points p where p.cluster = m.cluster and p.unit = m.unit and p.leaf = l.leaf
        )) order by m.place) as units
from leaf l
    join member m using (cluster)
    left join lateral (
        select t.input, t.layer
        from statement t join sheet s using (cluster, unit, layer, peer, version)
        where t.cluster = m.cluster and t.unit = m.unit and t.leaf = l.leaf and t.layer <> 'cross'
        order by array_position(:layers::text[], t.layer) desc limit 1
    ) o on true
where l.cluster = :cluster and m.unit = any(:units::uuid[])
    and (:after::text is null or lpad(l.place::text, 4, '0') > :after)
group by l.leaf, l.grp, l.title, l.maximum, l.rule, l.place
order by l.place limit :rows;
