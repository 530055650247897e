import { demonstrate } from './demo.js';
import { StartFailure } from './failure.js';
import { parseFlags, usage } from './flags.js';
import { whenAskedToStop } from './interrupt.js';
import { runMongoLite, runService } from './single.js';
import { redisBinary } from './redis.js';
import { startStack } from './stack.js';
import type { Stack } from './stack.js';
import { terminalSink } from './terminal.js';
import { developmentAdmin } from './wiring.js';

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs what the arguments ask for and ends the process with its exit code. */
export async function main(args: string[]): Promise<void> {
  process.exitCode = await command(args).catch((error: unknown) => {
    if (error instanceof StartFailure) process.stderr.write(`${error.message}\n`);
    else if ((error as Error).name !== 'AbortError') process.stderr.write(`${(error as Error).stack}\n`);
    else return 0;
    return error instanceof StartFailure ? error.exitCode : 1;
  });
  process.exit();
}

async function command([first, ...rest]: string[]): Promise<number> {
  switch (first) {
    case 'prepare':
      if (!process.env['REDIS_URL']) await redisBinary({ env: process.env, progress: print });
      return 0;
    case 'mongo-lite':
      return runMongoLite(rest);
    case 'service':
      return runService(rest);
    case 'infra':
      return run(rest, true);
    default:
      return run(first === undefined ? [] : [first, ...rest], false);
  }
}

async function run(args: string[], infrastructureOnly: boolean): Promise<number> {
  const flags = parseFlags(args);
  if (flags.help) {
    print(usage);
    return 0;
  }
  const stopping = whenAskedToStop();
  const stack = await startStack({
    ...flags,
    env: process.env,
    log: terminalSink(),
    signal: stopping.signal,
    ...(infrastructureOnly ? { topology: () => [] } : {}),
  });
  try {
    if (infrastructureOnly) {
      print(`REDIS_URL=${stack.urls['redis']}\nMONGODB_URI=${stack.urls['store']}`);
    } else {
      await announce(stack, flags.demo, stopping.signal);
    }
    await stopping.asked;
    print('Stopping: services first, then the store and Redis…');
  } finally {
    stopping.secondTimeKills(stack.processes);
    await stack.stop();
  }
  return 0;
}

async function announce(stack: Stack, demo: boolean, signal: AbortSignal): Promise<void> {
  const reached = new URL(stack.urls['gateway'] ?? '');
  const gateway = `${reached.protocol}//localhost:${reached.port}`;
  if (demo && !signal.aborted) {
    const admin = {
      email: process.env['ADMIN_EMAIL'] || developmentAdmin.ADMIN_EMAIL,
      password: process.env['ADMIN_PASSWORD'] || developmentAdmin.ADMIN_PASSWORD,
    };
    await demonstrate(reached.origin, admin, print, signal).catch((error: Error) => {
      print(`The demonstration failed (${error.message}); the stack stays up, its logs are in the data folder.`);
    });
  }
  if (!signal.aborted) print(`READY ${gateway}`);
}
