-- name: start_checkpoint!
-- Begin at the beginning of a log.
insert into runtime.reactor_checkpoint (reactor, log, source, position, "offset") values (:reactor, :log, :source, 0, -1)
on conflict (reactor, log) do nothing;

-- name: checkpoints
-- How far a reactor has come in each log.
select log, source, position, "offset", event_id from runtime.reactor_checkpoint where reactor = :reactor order by log;

-- name: move_checkpoint!
-- Move on behind an event that was answered; never back.
update runtime.reactor_checkpoint
set source = :source, position = :position, "offset" = :offset, event_id = :event_id
where reactor = :reactor and log = :log and position < :position;

-- name: record_refusal!
-- Keep why nothing came of an event.
insert into runtime.reactor_refusal (command_id, reactor, event_id, command, problem, refused_at)
values (:command_id, :reactor, :event_id, :command, :problem::text::jsonb, :refused_at) on conflict (command_id) do nothing;

-- name: refusals
-- What reactors were refused, the latest first.
select command_id, reactor, event_id, command, problem, refused_at from runtime.reactor_refusal
order by refused_at desc limit :count;
