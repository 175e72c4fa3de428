-- Names and contacts of people, apart from every event and read model so that they can be erased for good.
-- Idempotent: executed at each start.
create table if not exists person (
    person uuid primary key,
    authority text not null,
    unit uuid,
    name text not null,
    contact text
);
