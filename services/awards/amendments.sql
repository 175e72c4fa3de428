-- name: given_beside
-- What other signed decisions of a draft's season give to whom, and is in force: titles by their number.
select i.unit, i.award_id, i.register_number, i.award, i.value_now as value, i.amount_now as amount, i.title_number
from decision own
    join decision d on d.season = own.season and d.authority = own.authority and d.decision <> own.decision
    join decision_item i on i.decision = d.decision
where own.decision = :decision and i.withdrawn_by is null
order by i.unit, i.title_number, i.award_id;

-- name: amendments
-- Decisions of an authority that amend others, by day and number; every filter may be left out.
select a.decision, a.authority, a.season, a.kind, a.amends, a.issuer, a.series, a.number, a.year, a.signed_on, a.signer_name,
    a.signer_title, a.bases, a.reason, a.ground, a.corrections, a.withdrawals, a.rewording, a.cancelled_by,
    coalesce(d.number, b.number) as amended_number, coalesce(d.series, b.series) as amended_series,
    coalesce(d.signed_on, b.signed_on) as amended_on, coalesce(d.issuer, b.issuer) as amended_issuer,
    (to_char(a.signed_on, 'YYYY-MM-DD') || ' ' || lpad(a.number::text, 6, '0') || ' ' || a.decision::text) collate "C"
        as sort_key
from amendment a left join decision d on d.decision = a.amends left join amendment b on b.decision = a.amends
where a.authority = :authority
    and (:season::text is null or a.season = :season)
    and (:amends::uuid is null or a.amends = :amends)
    and (:decision::uuid is null or a.decision = :decision)
    and (:after::text is null or
        (to_char(a.signed_on, 'YYYY-MM-DD') || ' ' || lpad(a.number::text, 6, '0') || ' ' || a.decision::text)
            collate "C" > :after)
order by sort_key limit :rows;

-- name: payments
-- What was paid out for an award, in the order of recording.
select paid_on, amount, voucher from payment where award_id = :award_id order by version;

-- name: recoveries
-- What has to come back to an authority, by the last day for it; every filter may be left out.
select r.award_id, r.register_number, r.unit, a.unit_name, r.demanded_on, r.due_on, r.with_object, r.object_returned_on,
    r.demanded, r.returned, r.money_left, r.object_left, not r.object_left and r.money_left = 0 as is_closed,
    case when not r.object_left and r.money_left = 0 then r.last_on end as closed_on,
    (to_char(r.due_on, 'YYYY-MM-DD') || ' ' || r.register_number) collate "C" as sort_key
from recovery r left join award a using (award_id)
where r.authority = :authority
    and (:unit::uuid is null or r.unit = :unit)
    and (:award_id::uuid is null or r.award_id = :award_id)
    and (:is_closed::boolean is null or (not r.object_left and r.money_left = 0) = :is_closed)
    and (:after::text is null or (to_char(r.due_on, 'YYYY-MM-DD') || ' ' || r.register_number) collate "C" > :after)
order by sort_key limit :rows;

-- name: demanded_by^
-- What has to come back on the strength of a decision, and until when.
select max(due_on) as due_on, coalesce(sum(money), 0)::bigint as money from return_demand
where decision = :decision and with_object;

-- name: money_returns
-- What came back of an award's money, in the order of recording.
select returned_on, amount, voucher from money_return where award_id = :award_id order by version;

-- name: fund^
-- An authority's fund of a year as it was allotted on a day: by the last document of up to then.
select f.amount, f.document, d.number, d.issuer, d.issued_on
from fund f left join document d using (document)
where f.authority = :authority and f.year = :year and coalesce(d.issued_on <= :on, true)
order by f.version desc limit 1;

-- name: fund_sums^
-- What a fund's items came to on a day. Of the money paid for what is in force nothing is asked back, so what is still to be
-- paid is what was promised without it.
select count(*) filter (where committed > 0) as awards, coalesce(sum(committed), 0)::bigint as committed,
    coalesce(sum(paid), 0)::bigint as paid, coalesce(sum(demanded), 0)::bigint as demanded,
    coalesce(sum(returned), 0)::bigint as returned
from (
    select coalesce((
            select a.amount from item_amount a where a.decision = i.decision and a.place = i.place and a.day <= :on
            order by a.version desc limit 1), i.amount) as committed,
        (select sum(p.amount) from payment p where p.award_id = i.award_id and p.paid_on <= :on) as paid,
        (select sum(r.money) from return_demand r where r.award_id = i.award_id and r.demanded_on <= :on) as demanded,
        (select sum(m.amount) from money_return m where m.award_id = i.award_id and m.returned_on <= :on) as returned
    from decision_item i join decision d using (decision)
    where d.authority = :authority and d.year = :year and d.signed_on <= :on
) items;

-- name: fund_years
-- The years of which an authority has a fund, or decisions that take of one.
select year from fund where authority = :authority
union select year from decision where authority = :authority and year is not null order by year;

-- name: forecast
-- Nominations of an authority that no decision signed by a day holds then.
select r.season, n.unit, n.award, r.received_on
from nomination n join nomination_round r using (cluster, edition)
where r.authority = :authority and r.published_on <= :on and not exists (
    select from decision_item i join decision d using (decision)
    where i.cluster = n.cluster and d.signed_on <= :on and coalesce((
        select a.is_in_force from item_amount a where a.decision = i.decision and a.place = i.place and a.day <= :on
        order by a.version desc limit 1), true))
order by n.award, r.season, r.cluster, n.place;

-- name: given_on
-- What decisions signed by a day give these units and is in force then: titles by their number.
select d.season, i.unit, i.award_id, i.register_number, i.award, i.value_now as value, coalesce(a.amount, i.amount) as amount,
    i.title_number
from decision_item i join decision d using (decision)
    left join lateral (
        select a.amount, a.is_in_force from item_amount a
        where a.decision = i.decision and a.place = i.place and a.day <= :on order by a.version desc limit 1) a on true
where d.authority = :authority and d.signed_on <= :on and coalesce(a.is_in_force, true) and i.unit = any(:units::uuid[])
order by i.unit, i.title_number, i.award_id;

-- name: honours
-- What was given to these units, by day and number.
select a.award_id, a.unit, a.register_number, a.authority, a.season, a.unit_name, a.award, a.form, d.number, d.series,
    d.issuer, a.granted_on, a.revoked_on is null as is_in_force, a.revoked_on, a.ground,
    r.number || '/' || r.series as revoked_by
from award a left join decision d using (decision) left join amendment r on r.decision = a.revoked_by
where a.unit = any(:units::uuid[]) order by a.granted_on, a.register_number;

-- name: predecessors
-- Whom a unit came from, link by link, to ever earlier days, so that no walk meets itself: a link that several ways lead to
-- counts by the shortest.
with recursive backwards as (
    select d.predecessor, d.successor, d.day, 1 as generation from descent d where d.successor = :unit
    union
    select d.predecessor, d.successor, d.day, b.generation + 1
    from backwards b join descent d on d.successor = b.predecessor and d.day < b.day
)
select b.predecessor, b.successor, b.day, d.manner, d.lives_on, min(b.generation) as generation, (
        select n.name from unit_name n where n.unit = b.predecessor and n.valid_from < b.day
        order by n.valid_from desc limit 1
    ) as name
from backwards b join descent d using (predecessor, successor, day)
group by b.predecessor, b.successor, b.day, d.manner, d.lives_on
order by min(b.generation), b.day, b.predecessor;

-- name: unit_of^
-- A unit, of an authority that has or had it, or of any.
select unit, authority, name from unit u
where unit = :unit and (:authority::text is null
    or exists (select from unit_authority a where a.unit = u.unit and a.authority = :authority));
