#!/bin/sh
# Make each service's database and role, with the password from its secret. The image runs this once, when it makes the
# cluster; run it again after a password was changed: docker compose exec postgres sh /docker-entrypoint-initdb.d/services.sh
set -eu
secrets=${THIDUA_SECRETS:-/run/secrets}
statements=${THIDUA_STATEMENTS:-/etc/thidua/service_database.sql}
for service in registry scoring ranking awards; do
  # The password goes in by a file and a variable of psql's own: an argument could be read by every process.
  psql --no-psqlrc --quiet --username="${POSTGRES_USER:-postgres}" --dbname="${POSTGRES_DB:-postgres}" \
    -v ON_ERROR_STOP=1 -v name="thidua_$service" -v secret="$secrets/${service}_password" -v statements="$statements" <<'SQL'
\set password `cat :'secret'`
\i :statements
SQL
done
