-- name: award_of_number$
-- The award that the register has under a number.
select award_id from award where register_number = :register_number;

-- name: honoured_units
-- Units with awards whose name, now or at a grant, has these words in it. Tone marks are taken off on both sides: Hòa and
-- Hoà are one word, and who types without tones finds it too.
select u.unit, u.name, u.authority, count(*) as awards
from award a join unit u using (unit)
where position(
    regexp_replace(normalize(lower(:name), NFD), '[\u0300\u0301\u0303\u0309\u0323]', '', 'g')
    in regexp_replace(normalize(lower(u.name || chr(10) || a.unit_name), NFD), '[\u0300\u0301\u0303\u0309\u0323]', '', 'g')) > 0
group by u.unit, u.name, u.authority order by u.name, u.unit limit 50;
