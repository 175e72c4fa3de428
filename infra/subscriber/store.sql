-- What a subscriber keeps, in SQLite: every event as it came, every signed head, and how far it has come.
pragma journal_mode = wal;
pragma synchronous = full;

create table if not exists place (
    only_one integer primary key check (only_one = 1),
    source text not null,
    position integer not null,
    chain blob not null,
    signed integer not null,
    kafka_offset integer not null
);
insert or ignore into place values (1, '', 0, x'', 0, 0);

create table if not exists event (
    position integer primary key,
    id text not null,
    type text not null,
    body blob not null
);

create table if not exists head (
    source text not null,
    position integer not null,
    chain text not null,
    key_id text not null,
    signature text not null,
    primary key (source, position)
);

-- How far each endpoint of the webhook forwarder has been told.
create table if not exists endpoint (
    name text primary key,
    position integer not null
);
