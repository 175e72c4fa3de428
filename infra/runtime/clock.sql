-- name: demo_clock$
-- How far the demonstration's clock was moved.
select ahead from runtime.demo_clock;

-- name: set_demo_clock!
-- Remember how far the demonstration's clock was moved.
insert into runtime.demo_clock (ahead) values (:ahead) on conflict (only_one) do update set ahead = excluded.ahead;
