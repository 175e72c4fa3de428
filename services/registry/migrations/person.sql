-- Names and contacts of people, apart from every event and read model so that they can be erased for good.
-- Idempotent: executed at each start.
create table if not exists person (
    person uuid primary key,
    authority text not null,
    unit uuid,
    name text not null,
    contact text
);

-- In which role a person served where, and when; they go with the person.
create table if not exists person_post (
    person uuid not null references person on delete cascade,
    role text not null,
    unit uuid,
    valid_from date not null,
    valid_to date
);
create index if not exists person_post_person on person_post (person);
