create table unit (
    unit uuid primary key, authority text not null, name text not null, code text not null, position bigint not null,
    staff integer, women integer, as_of date
);
create table figure (unit uuid not null, version integer not null, detail jsonb not null, primary key (unit, version));
