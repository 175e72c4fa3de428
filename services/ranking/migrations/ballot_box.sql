-- The ballot box: sealed papers of ballots that are not counted yet. No event log stands behind it, and nothing in it says
-- who or when: it is written anew, in an order drawn by lot, whenever a paper goes in. `candidate` is none on a tie.
create table if not exists ballot_box (
    ballot uuid not null,
    candidate uuid,
    sealed bytea not null
);
