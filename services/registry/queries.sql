-- name: units
-- Units of an authority by name, each as it is on a day, or as it is last known to be; without a day, names, codes, kinds
-- and parents find whoever ever had them. Of what passed to another authority only the time before is shown.
select u.unit, a.authority, k.kind, n.name, c.code, p.parent, p.parent_name, u.valid_from, e.day as valid_to, u.document,
    (n.name_normal || ' ' || u.unit::text) collate "C" as sort_key
from unit u
join unit_sight s on s.unit = u.unit and s.authority = :authority
left join unit_end e on e.unit = u.unit and (s.gone is null or e.day < s.gone)
cross join lateral (
    select least(greatest(coalesce(:day::date, date '9999-12-31'), u.valid_from), e.day - 1, s.gone - 1) as day
) shown
cross join lateral (
    select authority from unit_authority where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) a
cross join lateral (
    select name, name_normal from unit_name
    where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) n
cross join lateral (
    select kind from unit_kind where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) k
cross join lateral (
    select code, code_normal from unit_code
    where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) c
left join lateral (
    select w.parent, (
        select m.name from unit_name m join unit_sight seen using (unit)
        where m.unit = w.parent and seen.authority = :authority and m.valid_from <= shown.day
            and (seen.gone is null or m.valid_from < seen.gone)
        order by m.valid_from desc limit 1
    ) as parent_name
    from (
        select parent from unit_parent where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
    ) w left join unit_end o on o.unit = w.parent
    where o.day is null or shown.day < o.day
) p on true
where (:day::date is null or (a.authority = :authority and u.valid_from <= :day and shown.day = :day))
    and (:name::text is null or case when :day::date is null
        then exists (select from unit_name x
            where x.unit = u.unit and x.valid_from <= shown.day and strpos(x.name_normal, :name) > 0)
        else strpos(n.name_normal, :name) > 0 end)
    and (:code::text is null or case when :day::date is null
        then exists (select from unit_code x
            where x.unit = u.unit and x.valid_from <= shown.day and x.code_normal = :code)
        else c.code_normal = :code end)
    and (:kind::text is null or case when :day::date is null
        then exists (select from unit_kind x
            where x.unit = u.unit and x.valid_from <= shown.day and x.kind = :kind)
        else k.kind = :kind end)
    and (:parent::uuid is null or case when :day::date is null
        then exists (select from unit_parent x
            where x.unit = u.unit and x.valid_from <= shown.day and x.parent = :parent)
        else p.parent = :parent end)
    and (:after::text is null or (n.name_normal || ' ' || u.unit::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: unit_by_id^
-- One unit, for callers of its authority: as it is on a day, or as it is last known to be. Before its first day and behind
-- its last it is shown as on these. `gone` is the first day on which the caller sees nothing of it any more.
select u.unit, a.authority, k.kind, n.name, c.code, p.parent, p.parent_name, u.valid_from, e.day as valid_to, u.document,
    e.manner as ended_by, e.document as end_document, s.gone
from unit u
join unit_sight s using (unit)
left join unit_end e on e.unit = u.unit and (s.gone is null or e.day < s.gone)
cross join lateral (
    select least(greatest(coalesce(:day::date, date '9999-12-31'), u.valid_from), e.day - 1, s.gone - 1) as day
) shown
cross join lateral (
    select authority from unit_authority where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) a
cross join lateral (
    select name from unit_name where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) n
cross join lateral (
    select kind from unit_kind where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) k
cross join lateral (
    select code from unit_code where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
) c
left join lateral (
    select w.parent, (
        select m.name from unit_name m join unit_sight seen using (unit)
        where m.unit = w.parent and seen.authority = :authority and m.valid_from <= shown.day
            and (seen.gone is null or m.valid_from < seen.gone)
        order by m.valid_from desc limit 1
    ) as parent_name
    from (
        select parent from unit_parent where unit = u.unit and valid_from <= shown.day order by valid_from desc limit 1
    ) w left join unit_end o on o.unit = w.parent
    where o.day is null or shown.day < o.day
) p on true
where u.unit = :unit and s.authority = :authority;

-- name: unit_history
-- A unit's authorities, names, kinds, official codes and parents on a day, or all of them up to the day `gone`, the latest first,
-- each until the next one, the unit's end or the parent's own; of a parent of the caller's authority with the name that it had
-- when this began.
select h.what, h.value, h.valid_from, h.document,
    case when :gone::date is null or h.valid_to <= :gone then h.valid_to end as valid_to,
    case when h.what = 'parent' then (
        select m.name from unit_name m join unit_sight a using (unit)
        where m.unit = h.value::uuid and a.authority = :authority and m.valid_from <= h.valid_from
        order by m.valid_from desc limit 1
    ) end as parent_name
from (
    select w.what, w.value, w.valid_from, w.document,
        least(lead(w.valid_from) over (partition by w.what order by w.valid_from), e.day, o.day) as valid_to
    from (
        select 'name' as what, name as value, null::uuid as parent, valid_from, document from unit_name where unit = :unit
        union all
        select 'kind', kind, null, valid_from, document from unit_kind where unit = :unit
        union all
        select 'code', code, null, valid_from, document from unit_code where unit = :unit
        union all
        select 'parent', parent::text, parent, valid_from, document from unit_parent where unit = :unit
        union all
        select 'authority', authority, null, valid_from, document from unit_authority where unit = :unit
    ) w
    left join unit_end e on e.unit = :unit
    left join unit_end o on o.unit = w.parent
) h
where h.value is not null
    and (h.valid_to is null or h.valid_from < h.valid_to)
    and (:gone::date is null or h.valid_from < :gone)
    and (:day::date is null or (h.valid_from <= :day and (h.valid_to is null or :day < h.valid_to)))
order by h.what, h.valid_from desc;

-- name: lineage
-- Whom a unit came from and what became of it, link by link, up to a day: backwards to earlier days, forwards to later ones,
-- so that no walk meets itself. A link that several ways lead to counts by the shortest.
with recursive backwards as (
    select d.predecessor, d.successor, d.day, 1 as generation
    from descent d where d.successor = :unit and (:day::date is null or d.day <= :day)
    union
    select d.predecessor, d.successor, d.day, b.generation + 1
    from backwards b join descent d on d.successor = b.predecessor and d.day < b.day
), forwards as (
    select d.predecessor, d.successor, d.day, 1 as generation
    from descent d where d.predecessor = :unit and (:day::date is null or d.day <= :day)
    union
    select d.predecessor, d.successor, d.day, f.generation + 1
    from forwards f join descent d on d.predecessor = f.successor and d.day > f.day and (:day::date is null or d.day <= :day)
), walked as (
    select 'backwards' as direction, predecessor, successor, day, min(generation) as generation
    from backwards group by predecessor, successor, day
    union all
    select 'forwards', predecessor, successor, day, min(generation)
    from forwards group by predecessor, successor, day
)
select w.direction, w.generation, w.day, d.manner, d.parts, d.whole, d.document,
    w.predecessor, (
        select m.name from unit_name m join unit_sight a using (unit)
        where m.unit = w.predecessor and a.authority = :authority and m.valid_from < w.day order by m.valid_from desc limit 1
    ) as predecessor_name,
    w.successor, (
        select m.name from unit_name m join unit_sight a using (unit)
        where m.unit = w.successor and a.authority = :authority and m.valid_from <= w.day order by m.valid_from desc limit 1
    ) as successor_name
from walked w join descent d using (predecessor, successor, day)
order by w.direction, w.generation, w.day, w.successor, w.predecessor;

-- name: staff_figures
-- A unit's staff figures up to a day, or all of them, the latest first; those of a day when it was no more do not count.
select f.day, f.staff, f.women from staff_figures f left join unit_end e using (unit)
where f.unit = :unit and (:day::date is null or f.day <= :day) and (e.day is null or f.day < e.day)
    and (:gone::date is null or f.day < :gone)
order by f.day desc;

-- name: suspensions
-- A unit's suspensions on a day, or all of them, each with the lift that ended it.
select s.valid_from, l.day as valid_to, s.ground, s.reason, s.document,
    l.reason as lift_reason, l.document as lift_document
from suspension s left join lateral (
    select day, reason, document from suspension_lift
    where unit = s.unit and day > s.valid_from and (:gone::date is null or day < :gone) order by day limit 1
) l on true
where s.unit = :unit
    and (:day::date is null or (s.valid_from <= :day and (l.day is null or :day < l.day)))
    and (:gone::date is null or s.valid_from < :gone)
order by s.valid_from desc;

-- name: disqualifications
-- The seasons that a unit is out of by a day, or at all; the caller's own whenever it became known.
select d.season, d.day, d.ground, d.document from disqualification d
where d.unit = :unit and (:day::date is null or d.day <= :day)
    and (:gone::date is null or d.day < :gone
        or exists (select from season s where s.season = d.season and s.authority = :authority))
order by d.season desc;

-- name: memberships
-- The clusters that a unit takes part in on a day, or at all, whichever authority formed them.
select m.cluster, c.season, c.number, c.name, c.kind, c.level, c.authority, m.place, m.valid_from, m.valid_to
from cluster_member m join cluster c using (cluster)
where m.unit = :unit and (:day::date is null or (m.valid_from <= :day and :day < m.valid_to))
    and (:gone::date is null or m.valid_from < :gone)
order by m.valid_from desc, c.level, c.number;

-- name: seasons
-- Seasons of an authority by year.
select season, authority, year, pack, pack_version, first_day, end_day, season as sort_key
from season where authority = :authority and (:after::text is null or season > :after)
order by season limit :rows;

-- name: season_by_id^
-- One season, for callers of its authority.
select season, authority, year, pack, pack_version, first_day, end_day
from season where season = :season and authority = :authority;

-- name: clusters
-- Clusters of an authority by season, level and number, each with its members of the day or of its last; every filter may be
-- left out.
select c.cluster, c.season, c.authority, c.number, c.name, c.kind, c.level, c.valid_from, c.season_end, c.document,
    c.continues, c.line, (
        select count(*) from cluster_member m where m.cluster = c.cluster
            and m.valid_from <= coalesce(:day::date, c.season_end - 1) and coalesce(:day::date, c.season_end - 1) < m.valid_to
    ) as members,
    (c.season || ' ' || c.level || ' ' || lpad(c.number::text, 3, '0')) collate "C" as sort_key
from cluster c
where c.authority = :authority
    and (:season::text is null or c.season = :season)
    and (:kind::text is null or c.kind = :kind)
    and (:level::text is null or c.level = :level)
    and (:name::text is null or strpos(c.name_normal, :name) > 0)
    and (:unit::uuid is null or exists (
        select from cluster_member m where m.cluster = c.cluster and m.unit = :unit
            and (:day::date is null or (m.valid_from <= :day and :day < m.valid_to))))
    and (:day::date is null or (c.valid_from <= :day and :day < c.season_end))
    and (:after::text is null
        or (c.season || ' ' || c.level || ' ' || lpad(c.number::text, 3, '0')) collate "C" > :after)
order by sort_key limit :rows;

-- name: cluster_by_id^
-- One cluster, for callers of its authority, with its members of the day or of its last, and what its season's rule pack says.
select c.cluster, c.season, c.authority, c.number, c.name, c.kind, c.level, c.valid_from, c.season_end, c.document,
    c.continues, c.line, (
        select count(*) from cluster_member m where m.cluster = c.cluster
            and m.valid_from <= coalesce(:day::date, c.season_end - 1) and coalesce(:day::date, c.season_end - 1) < m.valid_to
    ) as members,
    (select n.cluster from cluster n where n.continues = c.cluster) as continued_by,
    (select p.clusters from season s join rule_pack p using (authority, pack)
        where s.season = c.season and p.version = s.pack_version) as rules
from cluster c where c.cluster = :cluster and c.authority = :authority;

-- name: cluster_members
-- A cluster's memberships on a day, or all of them, in roll order, named as on that day, or as on the first of the membership;
-- a unit not registered here yet has no name. What became of a unit after its membership is not told.
select m.place, m.unit, n.name, c.code, m.valid_from, m.valid_to, case when e.day < m.valid_to then e.day end as ended_on,
    (select min(valid_from) from unit_authority
        where unit = m.unit and m.valid_from < valid_from and valid_from < m.valid_to) as passed_on
from cluster_member m
left join lateral (
    select name from unit_name where unit = m.unit and valid_from <= coalesce(:day::date, m.valid_from)
    order by valid_from desc limit 1
) n on true
left join lateral (
    select code from unit_code where unit = m.unit and valid_from <= coalesce(:day::date, m.valid_from)
    order by valid_from desc limit 1
) c on true
left join unit_end e on e.unit = m.unit
where m.cluster = :cluster and m.valid_from < m.valid_to
    and (:day::date is null or (m.valid_from <= :day and :day < m.valid_to))
order by m.place;

-- name: cluster_rotations
-- The orders in which a cluster's members lead as they were set, the last one first.
select units, document, position from cluster_rotation where cluster = :cluster order by position desc;

-- name: fates
-- What became of some units and of whoever came from them, up to a day: one row a link of descent, one a dissolution.
with recursive walked as (
    select unnest(:units::uuid[]) as unit
    union
    select d.successor from walked w join descent d on d.predecessor = w.unit
)
select d.predecessor as unit, d.day, d.manner, d.successor, e.day is not null as ended
from walked w join descent d on d.predecessor = w.unit left join unit_end e on e.unit = w.unit and e.day = d.day
where :day::date is null or d.day <= :day
union all
select e.unit, e.day, 'dissolution', null, true
from walked w join unit_end e using (unit) where e.manner = 'dissolved' and (:day::date is null or e.day <= :day)
order by 2, 1, 4;

-- name: names_of
-- What units are called, each on the day beside it.
select u.unit, u.day, (
    select name from unit_name n where n.unit = u.unit and n.valid_from <= u.day order by n.valid_from desc limit 1
) as name
from unnest(:units::uuid[], :days::date[]) as u (unit, day);

-- name: cluster_leaders
-- All terms of a cluster's leader and deputies, the latest first.
select l.valid_from, l.unit as leader, coalesce(d.units, '[]'::jsonb) as deputies, l.document
from cluster_leader l left join cluster_deputies d using (cluster, valid_from)
where l.cluster = :cluster order by l.valid_from desc;

-- name: cluster_quotas
-- A cluster's quotas as they were set, the last one first.
select places, document, position from cluster_quota where cluster = :cluster order by position desc;

-- name: is_season_of$
-- Say whether a season belongs to an authority.
select exists (select from season where season = :season and authority = :authority);

-- name: level_quotas
-- A level's quotas as they were set, the last one first.
select places, document from level_quota where season = :season and level = :level order by position desc;

-- name: level_places
-- What each cluster has of its level's places, by its number.
select p.cluster, c.number, c.name, p.places
from level_places p join cluster c using (cluster)
where p.season = :season and p.level = :level order by c.number, p.cluster;

-- name: level_shares
-- The acts that shared a level's places out, the last one first.
select shared_on, base, rules, shares, document from level_share
where season = :season and level = :level order by position desc;

-- name: documents
-- Documents of an authority by day of issue, those in force on a day if one is given; every filter may be left out. Of a
-- document whose effect was never stated, the day of issue is all that is known.
select d.document, d.authority, d.kind, d.number, d.issuer, d.issued_on, d.abstract,
    v.effective_from, v.effective_to, e.valid_from as ended_on,
    (to_char(d.issued_on, 'YYYY-MM-DD') || ' ' || d.document::text) collate "C" as sort_key
from document d
left join lateral (
    select effective_from, effective_to from document_validity where document = d.document order by stated_at desc limit 1
) v on true
left join document_supersession e on e.document = d.document and e.manner <> 'amended'
where d.authority = :authority
    and (:kind::text is null or d.kind = :kind)
    and (:number::text is null or d.number_normal = :number)
    and (:issuer::text is null or strpos(d.issuer_normal, :issuer) > 0)
    and (:issued_from::date is null or d.issued_on >= :issued_from)
    and (:issued_to::date is null or d.issued_on <= :issued_to)
    and (:day::date is null or (coalesce(v.effective_from, d.issued_on) <= :day
        and (v.effective_to is null or :day < v.effective_to)
        and (e.valid_from is null or :day < e.valid_from)))
    and (:after::text is null or (to_char(d.issued_on, 'YYYY-MM-DD') || ' ' || d.document::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: document_by_id^
-- One document, for callers of its authority; `validities` counts how often its effect was stated.
select d.document, d.authority, d.kind, d.number, d.issuer, d.issued_on, d.abstract,
    v.effective_from, v.effective_to, e.valid_from as ended_on,
    (select count(*) from document_validity where document = d.document) as validities
from document d
left join lateral (
    select effective_from, effective_to from document_validity where document = d.document order by stated_at desc limit 1
) v on true
left join document_supersession e on e.document = d.document and e.manner <> 'amended'
where d.document = :document and d.authority = :authority;

-- name: document_chain
-- What a document replaces, repeals or amends, and what does so to it, link by link over all generations. Whoever does it was
-- issued later, so that no walk meets itself. A link that several ways lead to counts by the shortest.
with recursive backwards as (
    select s.document, s.by, 1 as generation from document_supersession s where s.by = :document
    union
    select s.document, s.by, b.generation + 1 from backwards b join document_supersession s on s.by = b.document
), forwards as (
    select s.document, s.by, 1 as generation from document_supersession s where s.document = :document
    union
    select s.document, s.by, f.generation + 1 from forwards f join document_supersession s on s.document = f.by
), walked as (
    select 'backwards' as direction, document, by, min(generation) as generation from backwards group by document, by
    union all
    select 'forwards', document, by, min(generation) from forwards group by document, by
)
select w.direction, w.generation, s.manner, s.valid_from,
    w.document, d.kind, d.number, d.issuer, d.issued_on,
    w.by, b.kind as by_kind, b.number as by_number, b.issuer as by_issuer, b.issued_on as by_issued_on
from walked w
join document_supersession s using (document, by)
join document d on d.document = w.document
join document b on b.document = w.by
where d.authority = :authority
order by w.direction, w.generation, s.valid_from, w.document, w.by;

-- name: citations
-- The events that cite a document, in the order of the log; or, with `doubtful`, all events of the authority whose document
-- was not in force on the day from which they hold. Whether it was is what is known of the document now.
select f.position, f.log, f.stream, f.version, f.type, f.recorded_at, f.effective_at, f.actor, f.document,
    f.summary_vi, f.summary_en, w.warning, lpad(f.position::text, 20, '0') as sort_key
from fact f
left join lateral (
    select effective_from, effective_to from document_validity where document = f.document order by stated_at desc limit 1
) v on true
left join document_supersession e on e.document = f.document and e.manner <> 'amended'
cross join lateral (select (f.effective_at at time zone interval '+07:00')::date as day) held
cross join lateral (
    select case
        when held.day < v.effective_from then 'not-yet-in-force'
        when e.valid_from <= held.day then e.manner
        when v.effective_to <= held.day then 'no-longer-in-force'
    end as warning
) w
where f.document is not null
    and (:document::uuid is null or f.document = :document)
    and (not :doubtful::boolean or w.warning is not null)
    and f.authority = :authority
    and (:after::text is null or lpad(f.position::text, 20, '0') > :after)
order by f.position limit :rows;

-- name: rule_packs
-- Adopted rule packs by name, each in its last version; those that hold on a day if one is given.
select * from (
    select distinct on (pack) authority, pack, version, title, valid_from, valid_to, verified, document,
        scoring, ranking, awards, clusters, calendar, copied_from, pack as sort_key
    from rule_pack where authority = :authority
    order by pack, version desc
) as last
where (:day::date is null or (valid_from <= :day and (valid_to is null or :day < valid_to)))
    and (:after::text is null or pack > :after)
order by pack limit :rows;

-- name: rule_pack_by_id^
-- One adopted rule pack in the version wanted, without one in its last.
select authority, pack, version, title, valid_from, valid_to, verified, document,
    scoring, ranking, awards, clusters, calendar, copied_from
from rule_pack where pack = :pack and authority = :authority and (:version::integer is null or version = :version)
order by version desc limit 1;

-- name: rule_pack_versions
-- The versions of one pack, and the seasons that keep each.
select p.version, p.valid_from, p.valid_to, p.document,
    array(select s.season from season s
        where s.authority = p.authority and s.pack = p.pack and s.pack_version = p.version order by s.season) as seasons
from rule_pack p where p.pack = :pack and p.authority = :authority order by p.version;

-- name: rule_pack_drafts
-- Drafts that are open, by name; one of them if a pack is given.
select d.authority, d.pack, d.title, d.valid_from, d.valid_to, d.copied_from, d.drafted_at, d.pack as sort_key,
    d.scoring, d.ranking, d.awards, d.clusters, d.calendar,
    coalesce((select max(p.version) from rule_pack p where p.authority = d.authority and p.pack = d.pack), 0) + 1 as version,
    (select count(*) from rule_pack_draft o where o.authority = d.authority and o.pack = d.pack)
        + (select count(*) from rule_pack_draft_change c where c.authority = d.authority and c.pack = d.pack) as edits
from rule_pack_draft d
where d.authority = :authority and (:pack::text is null or d.pack = :pack)
    and d.drafted_at > coalesce((select max(p.adopted_at) from rule_pack p
        where p.authority = d.authority and p.pack = d.pack and p.copied_from is not null), 0)
    and not exists (select 1 from rule_pack_draft l
        where l.authority = d.authority and l.pack = d.pack and l.drafted_at > d.drafted_at)
    and (:after::text is null or d.pack > :after)
order by d.pack limit :rows;

-- name: rule_pack_draft_changes
-- The figures that were changed since a draft was begun, in the order of the changes.
select figure, value, kind, basis, verified from rule_pack_draft_change
where authority = :authority and pack = :pack and changed_at > :drafted_at
order by changed_at;

-- name: base_salaries
-- Base salaries by their first day; the one in force on a day if one is given.
select authority, amount, valid_from, document, to_char(valid_from, 'YYYY-MM-DD') as sort_key
from base_salary b
where authority = :authority
    and (:day::date is null or valid_from =
        (select max(valid_from) from base_salary where authority = b.authority and valid_from <= :day))
    and (:after::text is null or to_char(valid_from, 'YYYY-MM-DD') > :after)
order by valid_from limit :rows;

-- name: unit_facts
-- The events about a unit, in the order of the log: those of the caller's authority, and those of the unit's own stream that it
-- sees because it has, or had, the unit.
select f.position, f.log, f.stream, f.version, f.type, f.recorded_at, f.effective_at, f.actor, f.document,
    f.summary_vi, f.summary_en, lpad(f.position::text, 20, '0') as sort_key
from fact_about a join fact f using (position)
where a.unit = :unit
    and (f.authority = :authority or (f.stream = 'unit/' || a.unit::text and exists (
        select from unit_sight s where s.unit = a.unit and s.authority = :authority
            and (s.gone is null or (f.effective_at at time zone interval '+07:00')::date < s.gone))))
    and (:after::text is null or lpad(f.position::text, 20, '0') > :after)
order by f.position limit :rows;

-- name: is_member$
-- Say whether a unit is a member of a cluster.
select exists (select from cluster_member where cluster = :cluster and unit = :unit);

-- name: cluster_facts
-- The events of a cluster and its season; with a unit, those that concern it, and its own.
select f.position, f.log, f.stream, f.version, f.type, f.recorded_at, f.effective_at, f.actor, f.document,
    f.summary_vi, f.summary_en, lpad(f.position::text, 20, '0') as sort_key
from fact f
where f.authority = :authority
    and (:after::text is null or lpad(f.position::text, 20, '0') > :after)
    and (
        (f.cluster = :cluster and (:unit::uuid is null
            or not exists (select from fact_about a where a.position = f.position)
            or exists (select from fact_about a where a.position = f.position and a.unit = :unit)))
        or (f.cluster is null and f.season = :season
            and not exists (select from fact_about a where a.position = f.position))
        or (f.cluster is null and (f.season is null or f.season = :season)
            and exists (select from fact_about a where a.position = f.position and a.unit = :unit))
    )
order by f.position limit :rows;

-- name: flags
-- Rotating flags of an authority by name; of one line of clusters if one is given.
select f.flag, f.authority, f.line, f.cluster, f.name, f.holder, f.valid_from, f.document,
    (f.name || ' ' || f.flag) collate "C" as sort_key
from rotating_flag f
where f.authority = :authority and (:line::uuid is null or f.line = :line)
    and (:after::text is null or (f.name || ' ' || f.flag) collate "C" > :after)
order by sort_key limit :rows;

-- name: flag_by_id^
-- One rotating flag, for callers of its authority.
select flag, authority, line, cluster, name, holder, valid_from, document
from rotating_flag where flag = :flag and authority = :authority;

-- name: hand_overs
-- The hand-overs of some flags by their days.
select flag, day, cluster, hands, takes, document, minutes
from flag_hand_over where flag = any(:flags::uuid[]) order by flag, day;

-- name: councils
-- Councils of an authority by name, those of a day if one is given, each with its end by term or by decision.
select c.council, c.authority, c.kind, c.name, c.cluster, c.valid_from, least(c.valid_to, e.day) as valid_to, c.document,
    (c.name_normal || ' ' || c.council) collate "C" as sort_key
from council c left join council_end e using (council)
where c.authority = :authority
    and (:kind::text is null or c.kind = :kind)
    and (:day::date is null or (c.valid_from <= :day and (least(c.valid_to, e.day) is null or :day < least(c.valid_to, e.day))))
    and (:person::uuid is null or exists (
        select from council_seats s where s.council = c.council
            and s.seats @> jsonb_build_array(jsonb_build_object('person', :person::uuid))))
    and (:after::text is null or (c.name_normal || ' ' || c.council) collate "C" > :after)
order by sort_key limit :rows;

-- name: council_by_id^
-- One council, for callers of its authority.
select c.council, c.authority, c.kind, c.name, c.cluster, c.valid_from, least(c.valid_to, e.day) as valid_to, c.document,
    e.document as end_document
from council c left join council_end e using (council) where c.council = :council and c.authority = :authority;

-- name: council_seats
-- Who sits in a council, by the day from which they do, the latest first.
select valid_from, seats, document from council_seats where council = :council order by valid_from desc;
