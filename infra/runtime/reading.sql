-- name: enter_active
-- Let unqualified names mean the active generation until the transaction ends; how far it has come in each log.
select log, position from runtime.enter_active(:projection);

-- name: active_schema$
-- The schema that queries follow now.
select schema from runtime.generation where projection = :projection and active;

-- name: active_projection$
-- The projection whose generation is active: a service has one.
select projection from runtime.generation where active;

-- name: enter_look_back
-- Let unqualified names mean what was known on an instant until the transaction ends; up to where, log by log.
select log, position from runtime.enter_look_back(:projection, :version, :known_on);
