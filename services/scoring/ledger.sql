-- name: reports
-- Periodic reports, one row a unit and report, each with how it stands at an instant: of an authority's clusters, or a unit's.
with each as (
    select c.cluster, c.season, c.level, c.number as cluster_number, c.name as cluster_name, m.place, m.unit, u.name, k.code,
        report, d.stated, d.due as cluster_due, coalesce(x.due, d.due) as due, x.reason as extended_because,
        w.reason as waived_because, coalesce(w.document, x.document) as document, r.received_at, r.number,
        r.reason as corrected_because, s.reports_closed_at as closed_at, s.ledger_figures as figures,
        (coalesce(x.due, d.due) + 1)::timestamp at time zone interval '+07:00' as ends_at,
        case when s.locked_at is null
            or (select f.recorded_at < s.locked_at from fact f where f.position = g.position) then g.day end as gone
    from report_due d
        join cluster c using (cluster)
        join cluster_member m using (cluster)
        join cluster_days y using (cluster)
        left join report_extension x using (cluster, unit, report)
        left join report_waiver w using (cluster, unit, report)
        left join report_receipt r using (cluster, unit, report)
        left join scoresheet s using (cluster)
        left join departure g on g.cluster = m.cluster and g.unit = m.unit and g.policy is distinct from 'returned'
        cross join lateral (select least((:now at time zone interval '+07:00')::date, y.end_day - 1) as day) t
        left join called u on u.whose = m.unit and t.day >= u.since and t.day < u.until
        left join coded k on k.whose = m.unit and t.day >= k.since and t.day < k.until
    where ((:whole and c.authority = :authority) or m.unit = :unit)
        and (:season::text is null or c.season = :season)
        and (:cluster::uuid is null or c.cluster = :cluster)
        and (:units::uuid[] is null or m.unit = any(:units::uuid[]))
), standing as (
    select each.*,
        case
            when waived_because is not null then 'waived'
            when gone <= due and received_at is null then 'not-owed'
            when ends_at <= closed_at and (received_at is null or received_at >= closed_at) then 'missing'
            when received_at >= ends_at then 'late'
            when received_at is not null then 'in-time'
            when ends_at <= :now then 'overdue'
            else 'open'
        end as status,
        (season || ' ' || level || ' ' || lpad(cluster_number::text, 3, '0') || ' ' || cluster || ' '
            || lpad(place::text, 4, '0') || ' ' || lpad(report::text, 2, '0')) collate "C" as sort_key
    from each
)
select * from standing
where (:statuses::text[] is null or status = any(:statuses::text[])) and (:after::text is null or sort_key > :after)
order by sort_key limit :rows;

-- name: ledger_entries
-- The entries of a unit's ledger in the order of the log, the cancelled ones too.
select e.entry, e.figure, e.points, e.ground, e.document, d.number as document_number, d.issuer, d.issued_on, e.record,
    r.kind as record_kind, r.title as record_title, r.stands as record_stands,
    f.log, e.position, f.recorded_at, f.actor, e.cancel_reason, c.recorded_at as cancelled_at, c.actor as cancelled_by
from ledger_entry e
    join fact f using (position)
    left join fact c on c.position = e.cancelled_position
    left join document d on d.document = e.document
    left join record r on r.record = e.record
where e.cluster = :cluster and e.unit = :unit
order by e.position;

-- name: ledger_frame^
-- What a unit's ledger stands in: its figures, once self-scoring is open, and the sums as they came out last.
select m.unit, u.name, k.code, s.ledger_figures as figures, e.ledger
from cluster_member m
    left join called u on u.whose = m.unit and :day >= u.since and :day < u.until
    left join coded k on k.whose = m.unit and :day >= k.since and :day < k.until
    left join scoresheet s using (cluster)
    left join score e using (cluster, unit)
where m.cluster = :cluster and m.unit = :unit;
