-- name: citable
-- A unit's records that a dossier may cite now.
select record, kind from cited_record where unit = :unit and holds;

-- name: emulation_council^
-- An authority's emulation council, and the first day without it.
select c.valid_from, least(c.valid_to, e.day) as end_day
from council c left join council_end e using (council)
where c.council = :council and c.authority = :authority and c.kind = 'emulation';

-- name: seats
-- Who sits in a council, by the day from which each statement holds.
select valid_from, seats from council_seats where council = :council order by valid_from;

-- name: ballots
-- These secret ballots of an authority.
select ballot, cluster, council, award, is_counted from ballot where ballot = any(:ballots::uuid[]) and authority = :authority;

-- name: ballot_counts
-- What was counted in these ballots.
select ballot, unit, yes, no, blank, invalid from ballot_count where ballot = any(:ballots::uuid[]) order by ballot, unit;

-- name: open_complaints
-- The cluster of each complaint of these clusters' results that nobody has decided, by name.
select coalesce(c.name, o.cluster::text) as name from open_complaint o left join cluster c using (cluster)
where o.cluster = any(:clusters::uuid[]) order by o.complaint;

-- name: dossiers
-- Dossiers of an authority's nominations by season, cluster number and place, units named as on the day of the publication;
-- every filter may be left out.
select n.cluster, c.number, c.name, r.season, n.place, n.unit, u.name as unit_name, n.award, n.rank, r.received_on,
    r.submission, d.returned_on, d.returned_reason, d.refused_on, d.refused_reason, v.yes, v.base, v.passed,
    (r.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || n.cluster::text || ' '
        || lpad(n.place::text, 3, '0')) collate "C" as sort_key
from nomination n join nomination_round r using (cluster, edition) left join cluster c using (cluster)
    left join dossier d using (cluster, unit, award)
    left join lateral (
        select name from unit_name where unit = n.unit
        order by valid_from > r.published_on, abs(valid_from - r.published_on) limit 1) u on true
    left join lateral (
        select v.yes, v.base, v.passed from council_vote v
        where v.submission = r.submission and v.cluster = n.cluster and v.unit = n.unit and v.award = n.award
        order by v.session desc limit 1) v on true
where r.authority = :authority
    and (:season::text is null or r.season = :season)
    and (:cluster::uuid is null or n.cluster = :cluster)
    and (:unit::uuid is null or n.unit = :unit)
    and (:after::text is null or
        (r.season || ' ' || coalesce(lpad(c.number::text, 3, '0'), '999') || ' ' || n.cluster::text || ' '
            || lpad(n.place::text, 3, '0')) collate "C" > :after)
order by sort_key limit :rows;

-- name: papers
-- The papers that are there of some clusters' dossiers.
select cluster, unit, award, paper, source, received_on from dossier_paper
where cluster = any(:clusters::uuid[]) order by cluster, unit, award, paper;

-- name: submissions
-- Submissions of an authority by season, day and number; every filter may be left out.
select s.submission, s.authority, s.season, s.issuer, s.series, s.number, s.submitted_on, s.title, s.level, s.pack,
    s.appraisal_due_on, s.appraised_on, s.for_government, s.withdrawn_on,
    (select coalesce(array_agg(distinct d.decision), '{}') from decision_submission d
        where d.submission = s.submission) as decisions,
    (select count(*) from submitted_nomination n where n.submission = s.submission) as nominations,
    (s.season || ' ' || to_char(s.submitted_on, 'YYYY-MM-DD') || ' ' || lpad(s.number::text, 6, '0') || ' '
        || s.submission::text) collate "C" as sort_key
from submission s
where s.authority = :authority
    and (:season::text is null or s.season = :season)
    and (:after::text is null or
        (s.season || ' ' || to_char(s.submitted_on, 'YYYY-MM-DD') || ' ' || lpad(s.number::text, 6, '0') || ' '
            || s.submission::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: submission_by_id^
-- One submission, for callers of its authority.
select s.submission, s.authority, s.season, s.issuer, s.series, s.number, s.submitted_on, s.title, s.level, s.pack,
    s.appraisal_due_on, s.appraised_on, s.appraisal_document, s.conclusion, s.signer_name, s.signer_title, s.for_government,
    s.withdrawn_on, s.withdrawn_reason, s.forwarded, s.higher_decision,
    (select coalesce(array_agg(distinct d.decision), '{}') from decision_submission d
        where d.submission = s.submission) as decisions,
    (select count(*) from submitted_nomination n where n.submission = s.submission) as nominations
from submission s
where s.submission = :submission and s.authority = :authority;

-- name: submitted
-- The nominations of a submission in order, units named as on its day, each with what the council said on it last.
select n.cluster, c.number, c.name, n.unit, u.name as unit_name, n.award, n.rank, n.received_on, v.session, v.yes, v.no,
    v.blank, v.invalid, v.recused, v.base, v.threshold, v.passed, v.pack, v.ballot
from submitted_nomination n join submission s using (submission) left join cluster c using (cluster)
    left join lateral (
        select name from unit_name where unit = n.unit
        order by valid_from > s.submitted_on, abs(valid_from - s.submitted_on) limit 1) u on true
    left join lateral (
        select * from council_vote v
        where v.submission = n.submission and v.cluster = n.cluster and v.unit = n.unit and v.award = n.award
        order by v.session desc limit 1) v on true
where n.submission = :submission order by n.place;

-- name: opinions
-- The opinions that were asked on a submission, in the order of asking.
select opinion, name, unit, asked_on, due_on, received_on, stance, document, remarks, closed_on, closed_reason
from opinion where submission = :submission order by asked_on, name, opinion;

-- name: sessions
-- The council's sessions on a submission.
select session, council, held_on, minutes, members, present, repeats
from council_session where submission = :submission order by session;

-- name: open_rounds
-- Nominations that were not submitted yet, of an authority or of one unit alone.
select n.cluster, c.number, c.name, n.unit, u.name as unit_name, n.award, r.received_on, d.returned_reason
from nomination n join nomination_round r using (cluster, edition) left join cluster c using (cluster)
    left join unit u using (unit) left join dossier d using (cluster, unit, award)
where r.authority = :authority and r.submission is null and d.refused_on is null
order by c.number, n.cluster, n.place;

-- name: open_opinions
-- Opinions that are awaited.
select o.submission, s.number, s.series, o.opinion, o.name, o.unit, o.due_on
from opinion o join submission s using (submission)
where s.authority = :authority and s.withdrawn_on is null and o.received_on is null and o.closed_on is null
order by o.due_on, s.submitted_on, s.number, o.name;

-- name: open_submissions
-- Submissions with nominations that the council did not vote down and no standing decision has taken in, or that have still to
-- be proposed to the Government; and how far each came.
select s.submission, s.number, s.series, s.level, s.for_government, s.appraisal_due_on, s.appraised_on,
    (select min(n.received_on) from submitted_nomination n where n.submission = s.submission) as received_on,
    (select count(*) from opinion o where o.submission = s.submission) as asked,
    (select count(*) from opinion o
        where o.submission = s.submission and o.received_on is null and o.closed_on is null) as awaited,
    (select count(*) from submitted_nomination n where n.submission = s.submission
        and not exists (select from council_vote v where v.submission = n.submission
            and v.cluster = n.cluster and v.unit = n.unit and v.award = n.award)) as unvoted
from submission s
where s.authority = :authority and s.withdrawn_on is null and s.forwarded is null and exists (
    select from submitted_nomination n
    left join lateral (
        select v.passed from council_vote v
        where v.submission = n.submission and v.cluster = n.cluster and v.unit = n.unit and v.award = n.award
        order by v.session desc limit 1) v on true
    where n.submission = s.submission and v.passed is not false and (s.for_government or not exists (
        select from decision_cluster d where d.cluster = n.cluster and not exists (
            select from decision_item i where i.decision = d.decision and i.cluster = d.cluster
            having count(*) > 0 and count(*) filter (where i.withdrawn_by is null) = 0))))
order by s.submitted_on, s.number, s.submission;

-- name: open_decisions
-- Decisions that are not signed, not published, or not entered in the register as a whole; what was taken back is not awaited.
select d.decision, d.title, d.number, d.series, d.signed_on, d.published_on, i.not_entered
from decision d left join lateral (
    select count(*) as not_entered from decision_item i left join award a using (award_id)
    where i.decision = d.decision and a.award_id is null and i.withdrawn_by is null) i on true
where d.authority = :authority and (d.signed_on is null or d.published_on is null or i.not_entered > 0)
order by d.signed_on nulls first, d.title, d.decision;
