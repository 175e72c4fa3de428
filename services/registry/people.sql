-- name: put_person!
-- Enter or replace a person; a person of another authority stays as they are.
insert into person (person, authority, unit, name, contact) values (:person, :authority, :unit, :name, :contact)
on conflict (person) do update set unit = excluded.unit, name = excluded.name, contact = excluded.contact
where person.authority = excluded.authority;

-- name: person_by_id^
-- One person.
select person, authority, unit, name, contact from person where person = :person;

-- name: erase_person!
-- Forget a person for good.
delete from person where person = :person and authority = :authority;
