-- name: calendars
-- The calendars of seasons, each of the pack that is frozen for it; those packs alone that state one.
select s.season, p.calendar
from season s join rule_pack p on p.authority = s.authority and p.pack = s.pack and p.version = s.pack_version
where s.season = any(:seasons::text[]) and p.calendar is not null;

-- name: work_plans
-- Plans of an authority by season and kind, or one of them; every filter may be left out.
select p.plan, p.authority, p.season, p.cluster, p.kind, p.title, p.document, p.stated_at as version,
    jsonb_array_length(p.tasks) as tasks,
    (select count(*) from planned_task_completion c where c.plan = p.plan) as completed,
    (p.season || ' ' || p.kind || ' ' || p.plan::text) collate "C" as sort_key
from work_plan p
where p.authority = :authority
    and (:plan::uuid is null or p.plan = :plan)
    and (:season::text is null or p.season = :season)
    and (:cluster::uuid is null or p.cluster = :cluster)
    and (:kind::text is null or p.kind = :kind)
    and (:after::text is null or (p.season || ' ' || p.kind || ' ' || p.plan::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: planned_tasks
-- Tasks of an authority's plans by the day on which they are due; with `due_by` those that were not done by that day and
-- whose stated due day does not lie behind it. Every filter may be left out.
select t.*, c.completed_on, c.result, c.attended, c.document,
    (to_char(t.due, 'YYYY-MM-DD') || ' ' || t.plan::text || ' ' || t.task) collate "C" as sort_key
from (
    select p.plan, p.season, p.cluster, p.kind, x.task, x.title, x.unit, x.due
    from work_plan p cross join lateral jsonb_to_recordset(p.tasks) as x (task text, title text, unit uuid, due date)
    where p.authority = :authority
        and (:plan::uuid is null or p.plan = :plan)
        and (:season::text is null or p.season = :season)
        and (:cluster::uuid is null or p.cluster = :cluster)
        and (:kind::text is null or p.kind = :kind)
        and (:unit::uuid is null or x.unit = :unit)
) t
left join planned_task_completion c using (plan, task)
where (:due_by::date is null or (t.due <= :due_by and (c.completed_on is null or c.completed_on > :due_by)))
    and (:after::text is null or (to_char(t.due, 'YYYY-MM-DD') || ' ' || t.plan::text || ' ' || t.task) collate "C" > :after)
order by sort_key limit :rows;

-- name: reviews
-- Reviews of an authority by season and due day, or one of them; every filter may be left out.
select r.review, r.authority, r.season, r.cluster, r.kind, r.reports_due, r.document,
    (select count(*) from review_unit u where u.review = r.review) as units,
    (select count(*) from review_report p where p.review = r.review) as received,
    c.concluded_on, c.conclusion, c.minutes,
    (r.season || ' ' || to_char(r.reports_due, 'YYYY-MM-DD') || ' ' || r.review::text) collate "C" as sort_key
from review r left join review_conclusion c using (review)
where r.authority = :authority
    and (:review::uuid is null or r.review = :review)
    and (:season::text is null or r.season = :season)
    and (:cluster::uuid is null or r.cluster = :cluster)
    and (:kind::text is null or r.kind = :kind)
    and (:after::text is null
        or (r.season || ' ' || to_char(r.reports_due, 'YYYY-MM-DD') || ' ' || r.review::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: review_reports
-- The units that report to a review, in the order in which they were named, as they were called on its due day.
select u.unit, n.name, p.received_at, p.document
from review_unit u
join review r using (review)
left join review_report p using (review, unit)
left join lateral (
    select name from unit_name where unit = u.unit and valid_from <= r.reports_due order by valid_from desc limit 1
) n on true
where u.review = :review order by u.place;

-- name: movements
-- Movements of an authority by first day, those that go on on a day if one is given, or one of them.
select m.movement, m.authority, m.name, m.aim, m.first_day, m.end_day, m.document,
    array(select u.unit from movement_unit u where u.movement = m.movement order by u.unit) as units,
    c.closed_on, c.results, c.document as closing_document,
    (to_char(m.first_day, 'YYYY-MM-DD') || ' ' || m.movement::text) collate "C" as sort_key
from movement m left join movement_closing c using (movement)
where m.authority = :authority
    and (:movement::uuid is null or m.movement = :movement)
    and (:unit::uuid is null or not exists (select from movement_unit u where u.movement = m.movement)
        or exists (select from movement_unit u where u.movement = m.movement and u.unit = :unit))
    and (:day::date is null or (m.first_day <= :day and (m.end_day is null or :day < m.end_day)
        and (c.closed_on is null or :day < c.closed_on)))
    and (:after::text is null or (to_char(m.first_day, 'YYYY-MM-DD') || ' ' || m.movement::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: exemplary_models
-- Exemplary models of an authority by season, those that are confirmed on a day if one is given, or one of them.
select m.model, m.authority, m.season, m.unit, n.name as unit_name, m.person, m.title, m.merits,
    (select min(s.day) from exemplary_model_step s where s.model = m.model and s.step = 'confirmed') as confirmed_on,
    (select min(s.day) from exemplary_model_step s where s.model = m.model and s.step = 'withdrawn') as withdrawn_on,
    (m.season || ' ' || m.model::text) collate "C" as sort_key
from exemplary_model m
left join lateral (select name from unit_name where unit = m.unit order by valid_from desc limit 1) n on true
where m.authority = :authority
    and (:model::uuid is null or m.model = :model)
    and (:season::text is null or m.season = :season)
    and (:unit::uuid is null or m.unit = :unit)
    and (:day::date is null or (
        exists (select from exemplary_model_step s where s.model = m.model and s.step = 'confirmed' and s.day <= :day)
        and not exists (select from exemplary_model_step s where s.model = m.model and s.step = 'withdrawn' and s.day <= :day)))
    and (:after::text is null or (m.season || ' ' || m.model::text) collate "C" > :after)
order by sort_key limit :rows;

-- name: exemplary_model_steps
-- What became of exemplary models, in the order of recording.
select model, step, day, words, document from exemplary_model_step where model = any(:models::uuid[]) order by model, version;

-- name: initiatives
-- Initiatives of an authority by season, or one of them; with `recognised` those that were, or were not.
select i.initiative, i.authority, i.season, i.unit, n.name as unit_name, i.authors, i.title, i.abstract,
    e.examined_on, e.recognised, e.scope, e.reason, e.document, e.council, c.name as council_name,
    (i.season || ' ' || i.initiative::text) collate "C" as sort_key
from initiative i
left join initiative_examination e using (initiative)
left join council c on c.council = e.council
left join lateral (select name from unit_name where unit = i.unit order by valid_from desc limit 1) n on true
where i.authority = :authority
    and (:initiative::uuid is null or i.initiative = :initiative)
    and (:season::text is null or i.season = :season)
    and (:unit::uuid is null or i.unit = :unit)
    and (:recognised::boolean is null or e.recognised = :recognised)
    and (:after::text is null or (i.season || ' ' || i.initiative::text) collate "C" > :after)
order by sort_key limit :rows;
