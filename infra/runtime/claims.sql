-- name: held
-- Who holds these keys, and when.
select c.scope, c.key, c.valid_from, c.valid_to, c.stream
from runtime.claim c join unnest(:scopes::text[], :keys::text[]) as wanted (scope, key) using (scope, key);

-- name: forget!
-- Forget all claims on these keys; those that still stand are written anew.
delete from runtime.claim c using unnest(:scopes::text[], :keys::text[]) as gone (scope, key)
where c.scope = gone.scope and c.key = gone.key;

-- name: hold!
-- Write the claims on keys that a group has touched.
insert into runtime.claim (scope, key, valid_from, valid_to, stream)
select * from unnest(:scopes::text[], :keys::text[], :froms::date[], :tos::date[], :streams::text[]);
