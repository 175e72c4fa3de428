-- name: published_standings^
-- A cluster's published standings.
select season, authority, publication, published_on, digest, pack from standing where cluster = :cluster;

-- name: ranks
-- The ranks of a publication.
select unit, rank, total, reserved from ranked_unit where cluster = :cluster and publication = :publication order by rank, unit;

-- name: quota$
-- A cluster's places, as they were set last.
select places from quota where cluster = :cluster;

-- name: units_of_cluster
-- The units that a cluster's publication ranks, by name.
select u.unit, u.name from unit u
where exists (select from ranked_unit r where r.cluster = :cluster and r.unit = u.unit);

-- name: units_of_authority
-- The units that any published standings of an authority rank, by name.
select u.unit, u.name from unit u
where exists (
    select from ranked_unit r join standing s using (cluster) where r.unit = u.unit and s.authority = :authority);

-- name: suspension_changes
-- How the suspensions of these units went, in the order in which they were recorded.
select unit, day, suspended from suspension_change where unit = any(:units::uuid[]) order by unit, version;

-- name: disqualifications
-- Which seasons these units are out of, and since when.
select unit, season, day from disqualification where unit = any(:units::uuid[]) order by unit;

-- name: unit_names
-- The names of these units, each from its day on.
select unit, valid_from, name from unit_name where unit = any(:units::uuid[]) order by unit, valid_from;

-- name: rule_packs
-- What an authority's adopted packs say about awards.
select pack, version, valid_from, valid_to, rounded_up_to, catalogue, only_highest_title_paid, deadlines, calendar,
    votes, procedure, keeps_pack_of_receipt
from rule_pack where authority = :authority;

-- name: base_salaries
-- An authority's base salaries.
select valid_from, amount from base_salary where authority = :authority;

-- name: known_documents
-- Which of these documents are on an authority's record.
select document from document where document = any(:documents::uuid[]) and authority = :authority;

-- name: is_published$
-- Say whether a cluster's standings are published.
select exists (select from standing where cluster = :cluster);

-- name: is_put_forward$
-- Say whether a decision from before there were submissions takes a cluster's nominations in.
select exists (
    select from decision_cluster c where c.cluster = :cluster
        and not exists (select from decision_submission s where s.decision = c.decision));

-- name: rounds_that_rank
-- The clusters with nominations whose published standings rank a unit.
select r.cluster from nomination_round r join standing s using (cluster)
join ranked_unit u on u.cluster = s.cluster and u.publication = s.publication
where u.unit = :unit order by r.cluster;

-- name: rounds
-- Rounds of nominations of an authority by season and cluster number; every filter may be left out.
select r.cluster, c.number, c.name, r.season, r.authority, r.publication, r.published_on, r.standings_digest, r.pack,
    r.places, r.open_places, r.received_on, r.submission, r.drafting, r.edition, r.because, r.lost, r.gained, r.document, r.reason,
    d.decision,
    (r.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || r.cluster::text) collate "C" as sort_key
from nomination_round r left join cluster c using (cluster)
    -- Of several decisions the one that still stands: a cancelled one has freed the cluster.
    left join lateral (
        select d.decision from decision_cluster d
        where d.cluster = r.cluster and not exists (
            select from decision_item i where i.decision = d.decision and i.cluster = d.cluster
            having count(*) > 0 and count(*) filter (where i.withdrawn_by is null) = 0)
        limit 1) d on true
where r.authority = :authority
    and (:season::text is null or r.season = :season)
    and (:cluster::uuid is null or r.cluster = :cluster)
    and (:unit::uuid is null
        or exists (select from nomination n where n.cluster = r.cluster and n.edition = r.edition and n.unit = :unit))
    and (:after::text is null or
        (r.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || r.cluster::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: nominations
-- The nominations of some rounds, in their order, their units named as on the day of the publication, with what became of the
-- dossier and what the council said last.
select n.cluster, n.unit, u.name as unit_name, n.award, n.rank, d.refused_on, d.refused_reason, v.yes, v.base, v.passed
from nomination n join nomination_round r using (cluster, edition) left join dossier d using (cluster, unit, award)
    left join lateral (
        select name from unit_name where unit = n.unit
        order by valid_from > r.published_on, abs(valid_from - r.published_on) limit 1) u on true
    left join lateral (
        select v.yes, v.base, v.passed from council_vote v
        where v.submission = r.submission and v.cluster = n.cluster and v.unit = n.unit and v.award = n.award
        order by v.session desc limit 1) v on true
where n.cluster = any(:clusters::uuid[]) order by n.cluster, n.place;

-- name: left_empty
-- The places of some rounds that stay empty by the board's word, the last word first.
select cluster, award, rank, units, document, reason from place_left_empty
where cluster = any(:clusters::uuid[]) order by cluster, version desc;

-- name: revision_cases
-- Cases of an authority, the open ones first, then by season, cluster and number; every filter may be left out.
select r.cluster, c.number, c.name, r.season, r.case_number, r.because, r.publication, r.published_on, r.standings_digest,
    r.lost, r.gained, r.outcome, r.decision, r.reason,
    ((r.outcome is not null)::text || ' ' || r.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' '
        || r.cluster::text || ' ' || lpad(r.case_number::text, 6, '0')) collate "C" as sort_key
from revision_case r left join cluster c using (cluster)
where r.authority = :authority
    and (:season::text is null or r.season = :season)
    and (:cluster::uuid is null or r.cluster = :cluster)
    and (:is_open::boolean is null or (r.outcome is null) = :is_open)
    and (:after::text is null or
        ((r.outcome is not null)::text || ' ' || r.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' '
            || r.cluster::text || ' ' || lpad(r.case_number::text, 6, '0')) collate "C" > :after)
order by sort_key limit :rows;

-- name: names_of
-- What units are called, each on the day beside it; before the first name that is known, that one.
select a.unit, a.day, (
    select name from unit_name n where n.unit = a.unit
    order by valid_from > a.day, abs(valid_from - a.day) limit 1
) as name
from unnest(:units::uuid[], :days::date[]) as a (unit, day);

-- name: units_by_id
-- These units by name, to be named beside what is said of them.
select unit, name from unit where unit = any(:units::uuid[]);

-- name: decisions
-- Decisions of an authority by season, day and number; drafts last. Every filter may be left out.
select d.decision, d.authority, d.season, d.title, d.nominations, d.issuer, d.series, d.number, d.year, d.signed_on,
    d.amount, d.published_on, (select count(*) from award a where a.decision = d.decision) as granted,
    (d.season || ' ' || coalesce(to_char(d.signed_on, 'YYYY-MM-DD'), '9999') || ' '
        || coalesce(lpad(d.number::text, 6, '0'), '') || ' ' || d.decision::text) collate "C" as sort_key
from decision d
where d.authority = :authority
    and (:season::text is null or d.season = :season)
    and (:after::text is null or
        (d.season || ' ' || coalesce(to_char(d.signed_on, 'YYYY-MM-DD'), '9999') || ' '
            || coalesce(lpad(d.number::text, 6, '0'), '') || ' ' || d.decision::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: decision_by_id^
-- One decision, for callers of its authority.
select d.decision, d.authority, d.season, d.title, d.nominations, d.issuer, d.series, d.number, d.year, d.signed_on,
    d.signer_name, d.signer_title, d.bases, d.amount, d.published_on, d.published_where, d.title_now, d.signer_name_now,
    d.signer_title_now, d.bases_now,
    (select count(*) from award a where a.decision = d.decision) as granted
from decision d where d.decision = :decision and d.authority = :authority;

-- name: decision_clusters
-- The clusters of a decision, in the order of its annex.
select d.cluster, c.number, c.name, d.published_on, d.received_on
from decision_cluster d left join cluster c using (cluster) where d.decision = :decision order by d.place;

-- name: decision_submissions
-- The submissions that a decision rests on.
select d.submission, s.number, s.series, s.submitted_on
from decision_submission d join submission s using (submission) where d.decision = :decision order by d.place;

-- name: decision_items
-- The items of a signed decision in order, and whether each was granted.
select i.award_id, i.register_number, i.cluster, i.unit, i.unit_name, i.award, i.form, i.rank, i.pack, i.multiple,
    i.base_salary, i.amount, i.value, i.payment, i.paid_beside, a.award_id is not null as is_granted, i.amount_now,
    i.corrected_by, i.withdrawn_by
from decision_item i left join award a using (award_id) where i.decision = :decision order by i.place;

-- name: documents_by_id
-- These documents, to be named beside a decision.
select document, kind, number, issuer, issued_on, abstract from document where document = any(:documents::uuid[]);

-- name: awards
-- Awards of an authority by day and register number; every filter may be left out.
select a.award_id, a.register_number, a.authority, a.season, a.cluster, c.name as cluster_name, a.unit, a.unit_name,
    a.award, a.form, a.rank, a.decision, d.number, d.series, d.issuer, a.granted_on, a.pack, a.multiple, a.base_salary,
    a.value, a.payment, a.amount, a.revoked_on is null as is_in_force, a.revoked_on, a.ground,
    r.number || '/' || r.series as revoked_by, (to_char(a.granted_on, 'YYYY-MM-DD') || ' ' || a.register_number) collate "C" as sort_key
from award a left join decision d using (decision) left join cluster c using (cluster)
    left join amendment r on r.decision = a.revoked_by
where a.authority = :authority
    and (:season::text is null or a.season = :season)
    and (:award::text is null or a.award = :award)
    and (:cluster::uuid is null or a.cluster = :cluster)
    and (:unit::uuid is null or a.unit = :unit)
    and (:decision::uuid is null or a.decision = :decision)
    and (:after::text is null or
        (to_char(a.granted_on, 'YYYY-MM-DD') || ' ' || a.register_number) collate "C" > :after)
order by sort_key limit :rows;

-- name: award_by_number^
-- One award by its register number; of any authority where only public facts are shown.
select a.award_id, a.register_number, a.authority, a.season, a.cluster, c.name as cluster_name, a.unit, a.unit_name,
    a.award, a.form, a.rank, a.decision, d.number, d.series, d.issuer, a.granted_on, a.pack, a.multiple, a.base_salary,
    a.value, a.payment, a.amount, a.revoked_on is null as is_in_force, a.revoked_on, a.ground,
    r.number || '/' || r.series as revoked_by
from award a left join decision d using (decision) left join cluster c using (cluster)
    left join amendment r on r.decision = a.revoked_by
where a.register_number = :register_number and (:authority::text is null or a.authority = :authority);

-- name: award_states
-- What became of an award, in the order of recording, and under which decisions.
select s.kind, s.day, s.decision, coalesce(d.number, r.number) as number, coalesce(d.series, r.series) as series,
    coalesce(d.issuer, r.issuer) as issuer, s.is_in_force, s.amount, s.code, s.explanation, s.corrections
from award_state s left join decision d using (decision) left join amendment r using (decision)
where s.award_id = :award_id order by s.version;

-- name: is_unit_of$
-- Say whether a unit belongs to an authority, or did.
select exists (select from unit_authority where unit = :unit and authority = :authority);

-- name: is_season_of$
-- Say whether a season belongs to an authority.
select exists (select from season where season = :season and authority = :authority);

-- name: sums_by_award
-- How many awards of each kind were in force on a day, or are now, and their money as it stood.
select award, form, count(*) as count, sum(amount)::bigint as amount
from (
    select distinct on (s.award_id) a.award, a.form, s.is_in_force, s.amount
    from award_state s join award a using (award_id)
    where a.season = :season and (:on::date is null or s.day <= :on)
    order by s.award_id, s.day desc, s.version desc
) latest
where is_in_force group by award, form order by sum(amount) desc, award;

-- name: sums_by_decision
-- What each decision signed up to a day came to, how much of it was granted, and what of that was in force on it.
with latest as (
    select distinct on (s.award_id) s.award_id, a.decision, s.is_in_force, s.amount,
        first_value(s.amount) over (partition by s.award_id order by s.version) as granted_amount
    from award_state s join award a using (award_id)
    where a.season = :season and (:on::date is null or s.day <= :on)
    order by s.award_id, s.day desc, s.version desc
)
select d.decision, d.number, d.series, d.issuer, d.signed_on, d.nominations as items, d.amount,
    count(l.award_id) as granted, coalesce(sum(l.granted_amount), 0)::bigint as granted_amount,
    count(*) filter (where l.is_in_force) as in_force,
    coalesce(sum(l.amount) filter (where l.is_in_force), 0)::bigint as in_force_amount
from decision d left join latest l using (decision)
where d.season = :season and d.signed_on is not null and (:on::date is null or d.signed_on <= :on)
group by d.decision order by d.signed_on, d.number;

-- name: submission_of_cluster$
-- The submission that took a cluster's nominations in.
select submission from nomination_round where cluster = :cluster;

-- name: facts
-- The events of these streams, in the order of the log.
select log, position, type, stream, version, recorded_at, effective_at, actor, summary_vi, summary_en
from fact where stream = any(:streams::text[]) order by position;
