-- name: put_person!
-- Enter or replace a person; a person of another authority stays as they are.
insert into person (person, authority, unit, name, contact) values (:person, :authority, :unit, :name, :contact)
on conflict (person) do update set unit = excluded.unit, name = excluded.name, contact = excluded.contact
where person.authority = excluded.authority;

-- name: person_by_id^
-- One person.
select person, authority, unit, name, contact from person where person = :person;

-- name: forget_posts!
-- Take a person's posts away, before they are stated anew.
delete from person_post where person = :person;

-- name: put_posts!
-- State a person's posts, all of them.
insert into person_post (person, role, unit, valid_from, valid_to)
select :person, role, unit, valid_from, valid_to
from unnest(:roles::text[], :units::uuid[], :first_days::date[], :end_days::date[]) as post (role, unit, valid_from, valid_to);

-- name: posts
-- The posts of some people, by their first days.
select person, role, unit, valid_from, valid_to from person_post
where person = any(:people::uuid[]) order by person, valid_from, role, unit;

-- name: people
-- People of an authority by name; those who served a unit, in a role, on a day, each if it is given.
select p.person, p.authority, p.unit, p.name, p.contact, (p.name || ' ' || p.person::text) collate "C" as sort_key
from person p
where p.authority = :authority
    and (:unit::uuid is null and :role::text is null and :day::date is null or exists (
        select 1 from person_post o where o.person = p.person
            and (:unit::uuid is null or o.unit = :unit)
            and (:role::text is null or o.role = :role)
            and (:day::date is null or (o.valid_from <= :day and (o.valid_to is null or :day < o.valid_to)))))
    and (:after::text is null or (p.name || ' ' || p.person::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: erase_person!
-- Forget a person for good, posts included.
delete from person where person = :person and authority = :authority;
