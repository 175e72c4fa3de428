-- name: clusters_on
-- The clusters that a unit belongs to and whose year goes on after a day.
select c.cluster from cluster_member m join cluster c using (cluster)
where m.unit = :unit and :day < c.season_end order by c.cluster;

-- name: withdrawal^
-- How a unit has left a cluster by decision, if it has not come back.
select day, document from leaving where cluster = :cluster and unit = :unit and manner = 'withdrawn';

-- name: season_of^
-- The days that a cluster competes on.
select first_day, end_day from cluster_days where cluster = :cluster;

-- name: predecessors
-- What a unit took over on a day, each with its locked total in the cluster of the same level whose season has that day.
select t.predecessor as unit, t.parts, t.whole, k.cluster, k.total, k.scale, k.departed
from takeover t
    left join lateral (
        select l.cluster, l.total, l.departed, x.total as scale
        from locked_score l
            join scoresheet x using (cluster)
            join cluster theirs using (cluster)
            join cluster_days s using (cluster)
        where l.unit = t.predecessor and l.total is not null
            and theirs.level = (select level from cluster where cluster = :cluster)
            and s.first_day < :day and :day <= s.end_day
            and not exists (select from left_out o where o.cluster = l.cluster and o.unit = l.unit)
        order by x.locked_at desc, l.cluster limit 1
    ) k on true
where t.unit = :unit and t.valid_from = :day order by t.predecessor;

-- name: departures
-- Who left a cluster, what was decided on their points, and who inherited them; in the order in which it became known.
select d.unit, u.name, k.code, d.day as "on", d.manner, d.successors, d.document, f.recorded_at as noted_at,
    coalesce(f.recorded_at > x.locked_at, false) as after_lock, d.version, d.policy, d.policy_reason as reason,
    d.policy_document, p.actor as settled_by, p.recorded_at as settled_at,
    d.policy is null and x.locked_at is null and d.day <= :today
        and not exists (select from left_out o where o.cluster = d.cluster and o.unit = d.unit) as open,
    (select coalesce(jsonb_agg(jsonb_build_object('unit', i.unit, 'on', i.day, 'mean', i.mean::text, 'months_before',
                i.months_before, 'months_own', i.months_own, 'predecessors', i.predecessors) order by i.unit), '[]')
        from inheritance i
        where i.predecessors @> jsonb_build_array(jsonb_build_object('unit', d.unit))) as inherited_by,
    lpad(d.position::text, 20, '0') as sort_key
from departure d
    join fact f using (position)
    left join fact p on p.position = d.policy_position
    left join scoresheet x on x.cluster = d.cluster
    left join called u on u.whose = d.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = d.unit and :day >= k.since and :day < k.until
where d.cluster = :cluster and (:units::uuid[] is null or d.unit = any(:units::uuid[]))
    and (:after::text is null or lpad(d.position::text, 20, '0') > :after)
order by d.position limit :rows;
