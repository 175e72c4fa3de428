-- name: put_in!
-- Put papers into the box of a ballot and shake it: every paper is written anew, by one transaction, in an order drawn by
-- lot, so that neither the place of a row nor the transaction that wrote it tells when it came.
with taken_out as (
    delete from ranking.ballot_box where ballot = :ballot returning candidate, sealed
), papers as (
    select candidate, sealed from taken_out
    union all
    select candidate, sealed from unnest(:candidates::uuid[], :sealed::bytea[]) as added (candidate, sealed)
)
insert into ranking.ballot_box (ballot, candidate, sealed)
select :ballot, candidate, sealed from papers order by gen_random_uuid();

-- name: holds$
-- Say whether all of these papers lie in the box of a ballot.
select not exists (
    select candidate, sealed from unnest(:candidates::uuid[], :sealed::bytea[]) as wanted (candidate, sealed)
    except
    select candidate, sealed from ranking.ballot_box where ballot = :ballot);

-- name: papers
-- What lies in the box of a ballot, by its bytes.
select candidate, sealed from ranking.ballot_box where ballot = :ballot order by sealed;

-- name: empty!
-- Empty the box of a ballot.
delete from ranking.ballot_box where ballot = :ballot;

-- name: everything
-- How many papers lie in each box on each question, and how long they are.
select ballot, candidate, count(*) as papers, min(length(sealed)) as shortest, max(length(sealed)) as longest
from ranking.ballot_box group by ballot, candidate order by ballot, candidate;
