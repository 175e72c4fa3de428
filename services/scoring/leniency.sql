-- name: scored_by
-- What the current versions of own, peers' and verifiers' sheets of a cluster state, leaf by leaf.
select s.unit, s.layer, s.peer, t.leaf, t.input
from sheet s join statement t using (cluster, unit, layer, peer, version)
where s.cluster = :cluster and s.layer in ('self', 'cross', 'leader')
order by s.unit, s.layer, s.peer;

-- name: verifiers
-- Which units' sheets were verified, and by which unit; NULL for the board.
select unit, verifier from sheet where cluster = :cluster and layer = 'leader' order by unit;

-- name: competitors
-- The members of a cluster's season with names and aims, in roll order; who is left out is not measured against.
select m.unit, u.name, k.code, m.signed, m.targets, m.not_assigned, 
    lo.unit is not null or coalesce(d.policy in ('exclude', 'inherit-weighted'), false) as left_out
from member m
    left join left_out lo using (cluster, unit)
    left join departure d using (cluster, unit)
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = m.unit and :day >= k.since and :day < k.until
where m.cluster = :cluster order by m.place;
