import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseUri } from '@shop/dev/mongo-uri';
import { freePortBase, isListening } from '@shop/dev/ports';
import { startStack, type Stack } from '@shop/dev/stack';
import { Supervised, type Program } from '@shop/dev/supervise';
import { createTether } from '@shop/dev/tether';
import type { Business, Hosted } from './business.js';

/** A business that runs: its participants, its host, a Redis and a store, each a process that is started again when it dies. */
export interface BusinessStack {
  readonly processes: readonly string[];
  readonly hostUrl: string;
  readonly dataDir: string;
  readonly stack: { readonly urls: Stack['urls']; kill(name: string, signal: NodeJS.Signals): void };
  database(name: string): string;
  stop(): Promise<void>;
}

const LONGEST_RESTART_MS = 400;
const READY_MS = 60_000;
/** From the stack's base on; Redis and the store are at 27 and 79. */
const FIRST_PORT = 1;

/** Starts all of it on free ports with empty data. Rejects, with nothing left running, when a process does not come up. */
export async function startBusiness(business: Business): Promise<BusinessStack> {
  const portBase = await freePortBase();
  const dataDir = await mkdtemp(join(tmpdir(), `chaos-${business.name}-`));
  const infrastructure = await startStack({
    portBase,
    dataDir,
    env: process.env,
    topology: () => [],
    longestRestartMs: LONGEST_RESTART_MS,
  });
  const { urls } = infrastructure;
  const database = (name: string) => databaseUri(urls['store']!, name);
  const tether = createTether({ PATH: process.env['PATH'] });
  const running: Supervised[] = [];
  const stop = async () => {
    await Promise.all(running.map((one) => one.stop(2_000)));
    await infrastructure.stop();
    tether.release();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const env = { PATH: process.env['PATH']!, REDIS_URL: urls['redis']!, MONGODB_URI: database('sagas') };
    const launch = (name: string, command: string, args: readonly string[], port: number) => {
      const program = programOf(name, command, [...args, String(port)], env, port);
      const one = new Supervised(program, join(dataDir, 'logs'), () => undefined, tether, LONGEST_RESTART_MS);
      running.push(one);
      one.start();
    };
    const participants = business.participants(dataDir);
    const portOf = (index: number) => portBase + FIRST_PORT + index;
    const at = Object.fromEntries(participants.map(({ name }, index) => [name, `127.0.0.1:${portOf(index)}`]));
    participants.forEach(({ name, command, args }, index) => launch(name, command, args, portOf(index)));
    const host = portOf(participants.length);
    const hosted: Hosted = { folder: dataDir, at };
    const program = fileURLToPath(new URL('host.ts', import.meta.url));
    launch(
      'host',
      process.execPath,
      ['--import', 'tsx', program, business.module, business.name, JSON.stringify(hosted)],
      host,
    );
    await Promise.all(running.map((one) => one.waitReady(READY_MS)));
    return {
      processes: [...running.map((one) => one.program.name), 'redis', 'store'],
      hostUrl: `http://127.0.0.1:${host}`,
      dataDir,
      stack: {
        urls,
        kill: (name, signal) =>
          running.find((one) => one.program.name === name)?.kill(signal) ?? infrastructure.kill(name, signal),
      },
      database,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const programOf = (
  name: string,
  command: string,
  args: string[],
  env: Record<string, string>,
  port: number,
): Program => ({ label: name, name, replica: 1, command, args, env, isReady: () => isListening(port) });
