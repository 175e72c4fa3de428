#!/bin/sh
# Let an agency read the public topic, and nothing else on this Kafka.
#
#   KAFKA=kafka.example.gov.vn:9093 ADMIN=admin.properties sh agency.sh AGENCY PASSWORD_FILE
#
# It needs Kafka's own tools on the path and, in ADMIN, how an administrator is let in. The topic's prefix is PREFIX
# (default thidua). Given again it changes the password; `kafka-acls.sh --remove` with the same words takes the right away.
# An agency assigns the partition by hand and joins no group, so it needs no right on groups.
set -eu
agency=${1:?AGENCY: the name of its account}
password=${2:?PASSWORD_FILE: a file that holds its password}
: "${KAFKA:?where Kafka is: host:port}" "${ADMIN:?a file with an administrator's client settings}"

account=$(mktemp)
trap 'rm -f "$account"' EXIT
printf 'SCRAM-SHA-512=[iterations=8192,password=%s]\n' "$(cat "$password")" >"$account"
kafka-configs.sh --bootstrap-server "$KAFKA" --command-config "$ADMIN" \
    --alter --add-config-file "$account" --entity-type users --entity-name "$agency"
kafka-acls.sh --bootstrap-server "$KAFKA" --command-config "$ADMIN" --add --allow-principal "User:$agency" \
    --operation Read --operation Describe --topic "${PREFIX:-thidua}.awards.public.v1"
