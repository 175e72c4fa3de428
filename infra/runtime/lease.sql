-- name: take$
-- Take a lease, or renew one's own; the owner who has it, on the database's clock.
insert into runtime.lease (name, owner, until)
values (:name, :owner, clock_timestamp() + :term::interval)
on conflict (name) do update set owner = excluded.owner, until = excluded.until
where lease.owner = excluded.owner or lease.until < clock_timestamp()
returning owner;

-- name: renew
-- Renew those of one's own leases that are still one's own.
update runtime.lease set until = clock_timestamp() + :term::interval
where name = any(:names::text[]) and owner = :owner
returning name;

-- name: give_back!
-- Let the next one start at once.
delete from runtime.lease where name = :name and owner = :owner;
