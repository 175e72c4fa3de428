-- name: take$
-- Take a lease, or renew one's own; the owner who has it, on the database's clock.
insert into runtime.lease (name, owner, until)
values (:name, :owner, clock_timestamp() + :term::interval)
on conflict (name) do update set owner = excluded.owner, until = excluded.until
where lease.owner = excluded.owner or lease.until < clock_timestamp()
returning owner;

-- name: give_back!
-- Let the next one start at once.
delete from runtime.lease where name = :name and owner = :owner;
