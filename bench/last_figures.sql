CREATE TABLE unit_figures (
    unit  uuid PRIMARY KEY,
    staff integer NOT NULL,
    women integer NOT NULL
);
