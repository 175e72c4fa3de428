-- name: changes
-- What moved points in a cluster, a command at a time, in the order of the log: its first fact says what it was.
with moved as (
    select command, count(distinct unit) as units, sum(leaves) as leaves
    from score_change
    where cluster = :cluster and (:units::uuid[] is null or unit = any(:units::uuid[]))
    group by command
)
select c.position, c.log, c.type, c.recorded_at, c.actor, c.unit, c.summary_vi, c.summary_en,
    coalesce(c.reason, q.ground) as reason, coalesce(c.document, q.document) as document,
    coalesce(x.locked_at <= c.recorded_at and c.type <> :locked, false) as after_lock, m.units, m.leaves,
    lpad(c.position::text, 20, '0') as sort_key
from moved m
    join lateral (
        select * from fact f where f.cluster = :cluster and f.command = m.command order by f.position limit 1
    ) c on true
    left join scoresheet x on x.cluster = c.cluster
    left join disqualification q on q.unit = c.unit and q.season = x.season and c.type = :left_out
where (:after::text is null or lpad(c.position::text, 20, '0') > :after)
    and (:since::bigint is null or c.position > :since)
    and (:until::bigint is null or c.position <= :until)
order by c.position limit :rows;

-- name: change_by_position^
-- One command that moved points, by the place of its first fact in the log.
select c.command, min(o.position) as position, max(o.position) as last
from fact c join fact o on o.cluster = c.cluster and o.command = c.command
where c.cluster = :cluster and c.position = :position
    and exists (select from score_change s where s.cluster = c.cluster and s.command = c.command)
group by c.command;

-- name: causes
-- What a command said beside the points that it moved: each fact with its ground and document.
select c.position, c.log, c.stream, c.version, c.type, c.recorded_at, c.effective_at, c.actor, c.unit, c.summary_vi,
    c.summary_en, t.layer, coalesce(c.reason, q.ground) as reason, coalesce(c.document, q.document) as document,
    (select coalesce(jsonb_agg(jsonb_build_object('leaf', r.leaf, 'reason', r.reason) order by r.leaf collate "C"), '[]')
        from statement r
        where r.cluster = c.cluster and r.unit = c.unit and r.position = c.position and r.reason is not null) as leaf_reasons
from fact c
    left join scoresheet x on x.cluster = c.cluster
    left join disqualification q on q.unit = c.unit and q.season = x.season and c.type = :left_out
    left join lateral (
        select layer from statement s where s.cluster = c.cluster and s.unit = c.unit and s.position = c.position limit 1
    ) t on true
where c.cluster = :cluster and c.command = :command and c.type <> :moved
order by c.position;

-- name: moved_units
-- Every unit that a command moved, in points or in its place among the running totals, before and after; roll order.
with running as (
    select w.moment, s.unit, s.total
    from (values ('before', :first::bigint - 1), ('after', :last::bigint)) as w (moment, cut)
        cross join lateral (
            select distinct on (unit) unit, total
            from score_change where cluster = :cluster and position <= w.cut
            order by unit, position desc
        ) s
        left join lateral (
            select counts from presence p
            where p.cluster = :cluster and p.unit = s.unit and p.position <= w.cut
            order by p.position desc limit 1
        ) p on true
    where coalesce(p.counts, true)
), placed as (
    select moment, unit, total, rank() over (partition by moment order by total desc) as place from running
), totals as (
    select distinct on (s.unit) s.unit,
        (select total from score_change b
            where b.cluster = :cluster and b.unit = s.unit and b.position < :first
            order by b.position desc limit 1) as old,
        s.total as new
    from score_change s where s.cluster = :cluster and s.position <= :last order by s.unit, s.position desc
), leaves as (
    select m.unit, m.leaf, (array_agg(m.old order by m.position))[1] as old,
        (array_agg(m.new order by m.position desc))[1] as new
    from score_change s join points_move m using (cluster, unit, position)
    where s.cluster = :cluster and s.command = :command
    group by m.unit, m.leaf
)
select m.place as roll, t.unit, u.name, k.code, t.old as total_old, t.new as total_new, b.place as place_old,
    a.place as place_new,
    (select coalesce(jsonb_agg(jsonb_build_object('leaf', l.leaf, 'title', f.title, 'old', l.old::text, 'new', l.new::text)
                order by f.place), '[]')
        from leaves l join leaf f on f.cluster = :cluster and f.leaf = l.leaf
        where l.unit = t.unit and l.old is distinct from l.new) as leaves
from totals t
    join member m on m.cluster = :cluster and m.unit = t.unit
    left join called u on u.whose = t.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = t.unit and :day >= k.since and :day < k.until
    left join placed b on b.unit = t.unit and b.moment = 'before'
    left join placed a on a.unit = t.unit and a.moment = 'after'
where (:units::uuid[] is null or t.unit = any(:units::uuid[]))
    and (t.old is distinct from t.new or a.place is distinct from b.place
        or exists (select from leaves l where l.unit = t.unit and l.old is distinct from l.new))
order by m.place;
