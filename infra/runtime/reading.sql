-- name: enter_active$
-- Let unqualified names mean the active generation until the transaction ends; empty where there is none.
select set_config('search_path', coalesce(
    (select schema from runtime.generation where projection = :projection and active), ''), true);

-- name: cut
-- How far this generation has come in each log.
select log, position from checkpoint order by log;

-- name: active_schema$
-- The schema that queries follow now.
select schema from runtime.generation where projection = :projection and active;

-- name: active_projection$
-- The projection whose generation is active: a service has one.
select projection from runtime.generation where active;
