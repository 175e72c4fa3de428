-- name: changes
-- How many facts on record say what each of these units is: its names, kinds, codes and parents.
select u.unit, (select count(*) from unit_name where unit = u.unit) + (select count(*) from unit_kind where unit = u.unit)
    + (select count(*) from unit_code where unit = u.unit) + (select count(*) from unit_parent where unit = u.unit) as changes
from unnest(:units::uuid[]) as u (unit);

-- name: latest_documents
-- An authority's documents that may be cited, the latest first.
select document, kind, number, issuer, issued_on from document
where authority = :authority order by issued_on desc, number, document limit :rows;
