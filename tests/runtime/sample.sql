-- name: unit_by_id(unit)^
-- One unit.
select unit, authority, name, code, position, staff, women, as_of::text from unit where unit = :unit;
