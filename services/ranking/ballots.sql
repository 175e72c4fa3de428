-- name: voting_rules^
-- What the frozen pack of a season says about ties and votes.
select p.pack, p.version as pack_version, p.tie_breaks, p.ballot_quorum, p.cluster_confirmation, p.votes
from season s join rule_pack p on p.authority = s.authority and p.pack = s.pack and p.version = s.pack_version
where s.season = :season;

-- name: council_seats
-- Who sits in a council of an authority from which day on, and its first and last days; its compositions in order.
select t.valid_from, t.seats, least(c.valid_to, e.day) as end_day
from council c join council_seats t using (council) left join council_end e using (council)
where c.council = :council and c.authority = :authority
order by t.valid_from;

-- name: is_document_of$
-- Say whether a document is on an authority's record.
select exists (select from document where document = :document and authority = :authority);

-- name: ballots
-- The ballots that a caller may see, by the day they were called: those of the authority, for units once they are counted,
-- and those that the own unit has a vote in or is voted on.
select b.ballot, b.cluster, b.season, b.authority, c.number, c.name, b.kind, b.method, b.council, b.award, b.candidates,
    b.rank, b.called_on, b.state, b.opened_at, b.counted_at, b.cancelled_on,
    (select count(*) from ballot_voter v where v.ballot = b.ballot) as roll,
    (b.called_on::text || ' ' || b.ballot::text) collate "C" as sort_key
from ballot b left join cluster c using (cluster)
where ((b.authority = :authority and (:is_insider or b.state = 'counted'))
        or b.candidates @> to_jsonb((:unit::uuid)::text)
        or exists (select from ballot_voter v where v.ballot = b.ballot and v.unit = :unit))
    and (:cluster::uuid is null or b.cluster = :cluster)
    and (:state::text is null or b.state = :state)
    and (:after::text is null or (b.called_on::text || ' ' || b.ballot::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: ballot_by_id^
-- One ballot, for callers of its authority and of units that it concerns.
select b.*, c.number, c.name, n.name as council_name
from ballot b left join cluster c using (cluster) left join council n using (council)
where b.ballot = :ballot and ((b.authority = :authority and (:is_insider or b.state = 'counted'))
    or b.candidates @> to_jsonb((:unit::uuid)::text)
    or exists (select from ballot_voter v where v.ballot = b.ballot and v.unit = :unit));

-- name: ballot_result$
-- What a ballot came to; null before it is counted.
select result from ballot where ballot = :ballot;

-- name: ballot_voters
-- The roll of a ballot, in its order, units called as on the day of its call.
select v.voter, v.unit, n.name, v.attended, v.voted
from ballot_voter v join ballot b using (ballot) left join lateral (
    select name from unit_name where unit = v.unit
    order by valid_from > b.called_on, abs(valid_from - b.called_on) limit 1) n on true
where v.ballot = :ballot order by v.place;

-- name: unit_names
-- What some units are called on a day.
select distinct on (unit) unit, name from unit_name
where unit = any(:units::uuid[]) order by unit, valid_from > :day::date, abs(valid_from - :day::date);

-- name: ballot_papers
-- The papers of a counted ballot, by receipt.
select receipt, candidate, choice from ballot_paper where ballot = :ballot order by number;

-- name: lots
-- The lots of an authority, by the moment they were announced.
select l.*, c.number, c.name, (l.announced_at::text || ' ' || l.lots::text) collate "C" as sort_key
from lots l left join cluster c using (cluster)
where (l.authority = :authority or l.units @> to_jsonb((:unit::uuid)::text))
    and (:cluster::uuid is null or l.cluster = :cluster)
    and (:after::text is null or (l.announced_at::text || ' ' || l.lots::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: lots_by_id^
-- One draw of lots, for callers of its authority and of units that it concerns.
select l.*, c.number, c.name
from lots l left join cluster c using (cluster)
where l.lots = :lots and (l.authority = :authority or l.units @> to_jsonb((:unit::uuid)::text));
