/**
 * The service beside what its users would pick instead: Express with a queue. Each answers 200 when its event is durable.
 *
 *   npm run bench:alternatives [-- --events 20000 --rounds 1 --only postgres,s3]
 *
 * A contender's server is Debian's, and is installed where it is absent, which needs root.
 */
import { parseArgs } from 'node:util';
import { machine, median, runInTurn, table } from '../harness.mjs';
import { CONNECTIONS } from '../take-in.mjs';
import { stagesOf } from './stages.mjs';
import { startExpress } from './start-express.mjs';
import { startOwnService } from './start-service.mjs';

const redis = (fsync) => () =>
  startExpress({ server: 'scripts/with-redis', app: 'bullmq.mjs', env: { WITH_REDIS_APPENDFSYNC: fsync } });
const postgres = { server: 'scripts/with-postgres', app: 'pg-boss.mjs', env: { WITH_POSTGRES_FSYNC: 'on' } };
const service = (mode, latencyMs) => () =>
  startOwnService({ mode, s3: latencyMs === undefined ? null : { latencyMs } });

/** A key for `--only`, the name in the table, and the start. */
const CONTENDERS = [
  ['redis-everysec', 'Express, BullMQ, Redis, AOF everysec', redis('everysec')],
  ['redis-always', 'Express, BullMQ, Redis, AOF always', redis('always')],
  [
    'rabbitmq',
    'Express, RabbitMQ, quorum queue',
    () => startExpress({ server: 'scripts/with-rabbitmq', app: 'rabbitmq.mjs' }),
  ],
  ['postgres', 'Express, pg-boss, PostgreSQL', () => startExpress(postgres)],
  ['files-store-first', 'the service, embedded store, store first', service('store-first')],
  ['files', 'the service, embedded store, process first', service('sync')],
  ['s3-store-first', 'the service, S3 stub, store first', service('store-first', 0)],
  ['s3', 'the service, S3 stub, process first', service('sync', 0)],
  ['s3-20ms-store-first', 'the service, S3 stub at 20 ms, store first', service('store-first', 20)],
];
const STAGES = ['accepted', 'deadLettered', 'redriven'];

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const [events, rounds] = [Number(values.events), Number(values.rounds)];
const only = values.only?.split(',');
const chosen = CONTENDERS.filter(([key]) => only === undefined || only.includes(key));
if (chosen.length === 0)
  throw new Error(`--only: expected some of ${CONTENDERS.map(([key]) => key).join(', ')}`);

const turns = chosen.map(([key, name, start]) => [key, () => turn(name, start)]);
const results = await runInTurn(rounds, Object.fromEntries(turns));
process.stdout
  .write(`${machine()}; median of ${rounds}; ${events} events of 1.5 kB a stage, ${CONNECTIONS} connections

Events a second

${table(
  ['', 'accepted', 'dead-lettered', 'redriven'],
  rows((stage) => stage.perSecond),
)}

CPU an event, milliseconds, of the app and its server together

${table(
  ['', 'accepted', 'dead-lettered', 'redriven'],
  rows((stage) => stage.appMs + stage.serverMs),
)}

The same, app + server

${table(['', 'accepted', 'dead-lettered', 'redriven'], splitRows())}
`);

async function turn(name, start) {
  process.stderr.write(`${name}\n`);
  const contender = await start();
  try {
    return await stagesOf(contender, events);
  } finally {
    await contender.stop();
  }
}

function rows(of) {
  return chosen.map(([key, name]) => [name, ...STAGES.map((stage) => figure(key, stage, of))]);
}

function splitRows() {
  const part = (key, stage, of) => figure(key, stage, of).toFixed(2);
  return chosen.map(([key, name]) => [
    name,
    ...STAGES.map((stage) => `${part(key, stage, (s) => s.appMs)} + ${part(key, stage, (s) => s.serverMs)}`),
  ]);
}

function figure(key, stage, of) {
  return median(results[key].map((round) => of(round[stage])));
}
