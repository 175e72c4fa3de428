-- name: clusters_of_season
-- The clusters of an authority's season by level and number, with quota, round and the last decision that took it in.
select c.cluster, c.name, q.places, r.cluster is not null as has_round, r.received_on, (
    select max(d.signed_on) from decision_cluster t join decision d using (decision) where t.cluster = c.cluster) as signed_on
from cluster c join season s using (season)
left join quota q using (cluster)
left join nomination_round r using (cluster)
where c.season = :season and s.authority = :authority
order by c.level desc, c.number, c.cluster;

-- name: ranks_of_season
-- The ranks of a season's published standings.
select s.cluster, u.unit, u.rank, u.total, u.reserved
from standing s join ranked_unit u using (cluster, publication)
where s.season = :season and s.authority = :authority order by s.cluster, u.rank, u.unit;

-- name: published_in_season
-- The day of each cluster's publication.
select cluster, published_on from standing where season = :season and authority = :authority;

-- name: nominations_of_season
-- A season's nominations as they stand.
select r.cluster, n.unit, n.award, n.rank
from nomination_round r join nomination n using (cluster, edition)
where r.season = :season and r.authority = :authority order by r.cluster, n.place;

-- name: season_rules^
-- Whose season it is, and what its frozen pack says of the Government's flag.
select s.season, s.authority, s.pack, s.pack_version, p.government_flag_percent as percent
from season s left join rule_pack p on p.authority = s.authority and p.pack = s.pack and p.version = s.pack_version
where s.season = :season;

-- name: units_of_season
-- The units that a season's published standings rank, by name.
select u.unit, u.name from unit u
where exists (
    select from ranked_unit r join standing s using (cluster)
    where r.unit = u.unit and s.season = :season and s.authority = :authority);

-- name: government_flag^
-- Who was proposed last for the Government's flag of a season, and how far the submission came.
select g.proposed_on, g.percent, g.leaders, g.most, g.nominees, g.document, g.submission, s.number, s.series, s.submitted_on,
    s.forwarded, s.higher_decision
from government_flag g left join submission s using (submission) where g.season = :season;

-- name: passed_over
-- Whose provincial flag of a season the council did not carry, or whose dossier for it was refused.
select n.cluster, n.unit
from nomination_round r join nomination n using (cluster, edition)
    left join dossier d using (cluster, unit, award)
    left join lateral (
        select v.passed from council_vote v
        where v.submission = r.submission and v.cluster = n.cluster and v.unit = n.unit and v.award = n.award
        order by v.session desc limit 1) v on true
where r.season = :season and r.authority = :authority and n.award = 'provincial-flag'
    and (d.refused_on is not null or v.passed is false)
order by n.cluster, n.unit;

-- name: flag_votes
-- What the council said last on each nomination of a submission.
select distinct on (cluster, unit) cluster, unit, yes, base, passed from council_vote
where submission = :submission order by cluster, unit, session desc;

-- name: base_salaries
-- An authority's base salaries.
select valid_from, amount from base_salary where authority = :authority;

-- name: council_votes$
-- What the pack of a name and version asks of the council.
select votes from rule_pack where authority = :authority and pack = :pack and version = :version;

-- name: catalogue$
-- The catalogue of a pack, entry by entry.
select catalogue from rule_pack where authority = :authority and pack = :pack and version = :version;
