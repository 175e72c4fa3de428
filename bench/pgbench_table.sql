create table bench_row (id bigint generated always as identity primary key, body bytea not null);
