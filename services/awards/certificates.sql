-- name: award_of_number$
-- The award that the register has under a number.
select award_id from award where register_number = :register_number;
