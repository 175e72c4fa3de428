// Emmett on PostgreSQL: 32 clients that append one event each, then its own projection of them into PostgreSQL.
// Arguments: the database's URL, seconds of appending, events to project. The last line of output is JSON.
import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore, postgreSQLEventStoreConsumer, postgreSQLRawBatchSQLProjection } from '@event-driven-io/emmett-postgresql';
import { SQL } from '@event-driven-io/dumbo';
import pg from 'pg';

const CLIENTS = 32;
const STREAMS = 200;
const [url, seconds, events] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const recorded = (unit, staff) => ({ type: 'FiguresRecorded', data: { unit, staff, women: 4 } });
const now = () => performance.now() / 1000;

async function append(store) {
  const until = now() + seconds;
  const client = async () => {
    const unit = randomUUID();
    let done = 0;
    while (now() < until) {
      await store.appendToStream(`unit-${unit}`, [recorded(unit, done)], { expectedStreamVersion: BigInt(done) });
      done += 1;
    }
    return done;
  };
  const begin = now();
  const done = await Promise.all(Array.from({ length: CLIENTS }, client));
  return done.reduce((a, b) => a + b) / (now() - begin);
}

async function fill(store) {
  for (let filled = 0; filled < events; filled += STREAMS * 10) {
    await Promise.all(Array.from({ length: STREAMS }, () => {
      const unit = randomUUID();
      return store.appendToStream(`unit-${unit}`, Array.from({ length: 10 }, (_, staff) => recorded(unit, staff)));
    }));
  }
}

// One statement an event in the batch's transaction, which is what its documentation shows.
const projection = postgreSQLRawBatchSQLProjection({
  name: 'unit_figures',
  canHandle: ['FiguresRecorded'],
  init: () => SQL`CREATE TABLE IF NOT EXISTS unit_figures (unit uuid PRIMARY KEY, staff int, women int)`,
  evolve: (batch) => batch.map(({ data }) => SQL`
    INSERT INTO unit_figures VALUES (${data.unit}, ${data.staff}, ${data.women})
    ON CONFLICT (unit) DO UPDATE SET staff = excluded.staff, women = excluded.women`),
});

async function project(total) {
  const consumer = postgreSQLEventStoreConsumer({
    connectionString: url,
    pulling: { batchSize: 1000 },
    stopWhen: { noMessagesLeft: true },
  });
  consumer.projector({ processorId: 'unit_figures', projection, startFrom: 'BEGINNING' });
  const begin = now();
  await consumer.start();
  const took = now() - begin;
  await consumer.close();
  return total / took;
}

async function count(table) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: [row] } = await client.query(`SELECT count(*)::int AS rows, count(DISTINCT ${table[1]})::int AS keys FROM ${table[0]}`);
  await client.end();
  return row;
}

const store = getPostgreSQLEventStore(url);
await store.schema.migrate();
const appends = await append(store);
await fill(store);
const written = await count(['emt_messages', 'stream_id']);
const projected = await project(written.rows);
const read = await count(['unit_figures', 'unit']);
await store.close();
if (read.keys !== written.keys) throw new Error(`${read.keys} of ${written.keys} units were projected`);
console.log(JSON.stringify({ appends, projection: projected }));
process.exit(0);
