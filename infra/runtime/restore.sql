-- name: remember!
-- Remember what restored commands were answered; one whose events lie in several batches or logs grows. The empty hash
-- says that nobody knows any more what the command was, so a repeat cannot be told from another command.
insert into runtime.command (id, request_hash, answer)
select id, ''::bytea, answer from unnest(:ids::uuid[], :answers::bytea[]) as told (id, answer)
on conflict (id) do update set answer = excluded.answer where command.request_hash = ''::bytea;
