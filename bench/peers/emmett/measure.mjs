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

// Which events came, by their global positions: what is not among them in the end was skipped. Emmett 0.42 reads in the order
// of transaction ids, but takes an event for handled whose position is not beyond the last one's: an event is lost where of two
// transactions side by side the later one took the earlier position.
const seen = new Set();

// One statement an event in the batch's transaction, which is what its documentation shows.
const projection = postgreSQLRawBatchSQLProjection({
  name: 'unit_figures',
  canHandle: ['FiguresRecorded'],
  init: () => SQL`CREATE TABLE IF NOT EXISTS unit_figures (unit uuid PRIMARY KEY, staff int, women int)`,
  evolve: (batch) => batch.map(({ data, metadata }) => {
    seen.add(String(metadata.globalPosition));
    return SQL`
      INSERT INTO unit_figures VALUES (${data.unit}, ${data.staff}, ${data.women})
      ON CONFLICT (unit) DO UPDATE SET staff = excluded.staff, women = excluded.women`;
  }),
});

async function project() {
  const consumer = postgreSQLEventStoreConsumer({
    connectionString: url,
    pulling: { batchSize: 1000, pullingFrequencyInMs: 0 },
    stopWhen: { noMessagesLeft: true },
  });
  consumer.projector({ processorId: 'unit_figures', projection, startFrom: 'CURRENT' });
  const begin = now();
  await consumer.start();
  const took = now() - begin;
  await consumer.close();
  return took;
}

async function positions() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT global_position::text AS position FROM emt_messages');
  await client.end();
  return rows.map(({ position }) => position);
}

const store = getPostgreSQLEventStore(url);
await store.schema.migrate();
const appends = await append(store);
await fill(store);
const written = await positions();
const took = await project();
const projected = seen.size;
// A consumer stops early where a transaction is open anywhere in the cluster: started again it finds what it left.
if (projected < written.length) await project();
await store.close();
const skipped = written.filter((position) => !seen.has(position)).length;
console.log(JSON.stringify({ appends, projection: projected / took, projected, skipped }));
process.exit(0);
