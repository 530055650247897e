import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StartFailure } from './failure.js';
import { whenAskedToStop } from './interrupt.js';
import { freePortBase } from './ports.js';
import { root } from './root.js';
import { foreground } from './single.js';
import { startStack } from './stack.js';

/** The programs of `npm run example NAME`; `npm run example PROGRAM` runs any other. */
const examples: Readonly<Record<string, string>> = {
  first: 'packages/saga-engine/examples/first.ts',
  exercise: 'examples/exercises/main.ts',
  experiment: 'examples/experiments/main.ts',
  trip: 'examples/trip-booking/main.ts',
};

/**
 * Runs an example with its own Redis and store on free ports, or with those of REDIS_URL and MONGODB_URI, and returns its exit code. The
 * example's data is deleted when it ends.
 */
export async function runExample([name = '', ...args]: string[]): Promise<number> {
  const known = examples[name];
  const program = known === undefined ? resolve(name) : join(root, known);
  if (name === '' || !existsSync(program))
    throw new StartFailure(
      `There is no example ${name}: name one of ${Object.keys(examples).join(', ')}, or a program such as examples/table/main.ts.`,
    );
  const stopping = whenAskedToStop();
  const dataDir = await mkdtemp(join(tmpdir(), 'example-'));
  try {
    const stack = await startStack({
      portBase: await freePortBase(),
      dataDir,
      env: process.env,
      topology: () => [],
      signal: stopping.signal,
    });
    try {
      const { redis, store } = stack.urls;
      const env = { ...process.env, REDIS_URL: redis, MONGODB_URI: store };
      return await foreground(['--import', 'tsx', program, ...args], env, stopping);
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
