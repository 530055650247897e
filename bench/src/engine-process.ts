// One release's engine as a process of its own, which a benchmark tells what to run:
//   node engine-process.js FOLDER REDIS_URL MONGO_URI
// FOLDER is that of the release's built bench. It is told over IPC, and answers there.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as EngineModule from './engine-under-test.js';
import type * as LedgerModule from './ledger.js';
import { closedLoop, type Load } from './load.js';

/** So many sagas, so many of them at a time. */
export interface Order {
  readonly count: number;
  readonly inFlight: number;
  readonly fail: boolean;
}
export type Said = { readonly ready: true } | { readonly load: Load };

const [folder = '', redisUrl = '', mongoUri = ''] = process.argv.slice(2);
const load = async <Module>(name: string) => (await import(pathToFileURL(join(folder, name)).href)) as Module;
const { openEngine } = await load<typeof EngineModule>('engine-under-test.js');
const { Ledger } = await load<typeof LedgerModule>('ledger.js');

const ledger = new Ledger();
const engine = await openEngine({ redisUrl, mongoUri }, { concurrency: 64, answer: ledger.answer });
const say = (said: Said) => process.send!(said);

process.on('message', ({ count, inFlight, fail }: Order) => {
  void closedLoop(count, inFlight, async () => {
    const id = randomUUID();
    const ending = await engine.run(id, fail);
    if (ending !== (fail ? 'compensated' : 'completed')) throw new Error(`Saga ${id} ended ${ending}.`);
    ledger.settle(id, fail);
  }).then((done) => say({ load: done }));
});
process.once('disconnect', () => process.exit());
say({ ready: true });
