-- name: place
-- How far the feed was taken in, and what vouches for it.
select source, position, chain, signed, kafka_offset from place;

-- name: move
-- Say how far it is taken in now.
update place set source = ?, position = ?, chain = ?, signed = ?, kafka_offset = ?;

-- name: body_at
-- An event as it came.
select body from event where position = ?;

-- name: add
-- Keep an event.
insert into event (position, id, type, body) values (?, ?, ?, ?);

-- name: head_at
-- A head that was kept, to compare with.
select chain from head where source = ? and position = ?;

-- name: keep
-- Keep a signed head.
insert or ignore into head (source, position, chain, key_id, signature) values (?, ?, ?, ?, ?);

-- name: open_endpoint
-- Begin to tell an endpoint, from the first event on.
insert or ignore into endpoint (name, position) values (?, 0);

-- name: endpoint_place
-- How far an endpoint has been told.
select position from endpoint where name = ?;

-- name: move_endpoint
-- Say that an endpoint has been told so far.
update endpoint set position = ? where name = ?;

-- name: to_tell
-- The next events behind a position that a signed head vouches for.
select event.position, id, type, body from event join place
where event.position > ? and event.position <= place.signed order by event.position limit 50;
