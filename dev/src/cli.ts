import { join } from 'node:path';
import { developmentAdmin, processNames } from '@shop/topology/processes';
import type { ProcessName } from '@shop/topology/processes';
import { prepare } from '../prepare.mjs';
import { demonstrate } from './demo.js';
import { keepCurrent } from './develop.js';
import { setOf } from './environment.js';
import type { Environment } from './environment.js';
import { runExample } from './example.js';
import { StartFailure } from './failure.js';
import { parseFlags, usage } from './flags.js';
import type { Flags } from './flags.js';
import { whenAskedToStop } from './interrupt.js';
import { runMongoLite, runService } from './single.js';
import { redisBinary } from './redis.js';
import { startStack } from './stack.js';
import type { Stack } from './stack.js';
import { terminalSink } from './terminal.js';
import { envFiles, shopTopology } from './topology.js';
import type { Topology } from './topology.js';

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs the command that the arguments name and ends the process with its exit code. */
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
    case 'example':
      return runExample(rest);
    case 'infra':
      return run(rest, 'infrastructure');
    case 'dev':
      return run(rest, 'development');
    default:
      return run(first === undefined ? [] : [first, ...rest], 'stack');
  }
}

async function run(args: string[], what: 'stack' | 'infrastructure' | 'development'): Promise<number> {
  const named = what === 'development' ? takeNames(args) : [];
  const flags = parseFlags(args);
  if (flags.help) {
    print(usage);
    return 0;
  }
  const files = envFiles();
  const stopping = whenAskedToStop();
  const log = terminalSink({ all: flags.verbose || what === 'development' });
  const stack = await startStack({
    ...flags,
    env: process.env,
    files,
    log,
    signal: stopping.signal,
    ...(what === 'infrastructure' ? { topology: () => [] } : {}),
    ...(what === 'development' ? { bundles: false, topology: named.length > 0 ? only(named) : shopTopology } : {}),
    ...(named.length > 0 ? { beside: true } : {}),
  });
  let endWatch = () => {};
  try {
    if (what === 'infrastructure') {
      print(`REDIS_URL=${stack.urls['redis']}\nMONGODB_URI=${stack.urls['store']}`);
    } else if (what === 'development') {
      const say = (message: string, level = 'info') => log({ process: 'launcher', level, message, at: new Date() });
      endWatch = keepCurrent(stack, { say, build: () => prepare({ bundles: false }) });
      print(`WATCHING ${named.length > 0 ? named.map((name) => stack.urls[name]).join(' ') : urlOf(stack)}`);
    } else {
      await announce(stack, flags, stopping.signal, files);
    }
    await stopping.asked;
    print('Stopping: services first, then the store and Redis…');
  } finally {
    endWatch();
    stopping.secondTimeKills(stack.processes);
    await stack.stop();
  }
  return 0;
}

/** Removes and returns the leading process names of the arguments of `dev`. */
function takeNames(args: string[]): ProcessName[] {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  return args.splice(0, end === -1 ? args.length : end).map((arg) => {
    const known = processNames.find((name) => name === arg);
    if (!known) throw new StartFailure(`${arg} is no process to develop: name some of ${processNames.join(', ')}.`);
    return known;
  });
}

const only =
  (names: ProcessName[]): Topology =>
  (setting) =>
    shopTopology(setting).filter(({ name }) => names.some((each) => each === name));

/** The gateway's address for a browser. */
function urlOf(stack: Stack): string {
  const { protocol, port } = new URL(stack.urls['gateway'] ?? '');
  return `${protocol}//localhost:${port}`;
}

/** Where a first-time user finds what runs with this environment: /mail shows mails only where they are files. */
export const addresses = (url: string, dataDir: string, { NODE_ENV, SMTP_URL }: Environment) => [
  `Shop     ${url}/`,
  `Console  ${url}/console        (sagas, for the administrator)`,
  `Queues   ${url}/admin/queues`,
  ...(NODE_ENV === 'production' || SMTP_URL ? [] : [`Mails    ${url}/mail`]),
  `API      ${url}/docs`,
  `Logs     ${join(dataDir, 'logs')}        (--verbose shows them here)`,
  'Ctrl-C stops everything.',
];

async function announce(
  stack: Stack,
  { demo, dataDir }: Flags,
  signal: AbortSignal,
  files: ReturnType<typeof envFiles>,
): Promise<void> {
  const reached = new URL(stack.urls['gateway'] ?? '');
  if (demo && !signal.aborted) {
    const names = Object.keys(developmentAdmin);
    const set = { ...developmentAdmin, ...setOf(files['user-service'] ?? {}, names), ...setOf(process.env, names) };
    const admin = { email: set.ADMIN_EMAIL, password: set.ADMIN_PASSWORD };
    await demonstrate(reached.origin, admin, print, signal).catch((error: Error) => {
      print(`The demonstration failed (${error.message}); the stack stays up, its logs are in the data folder.`);
    });
  }
  if (signal.aborted) return;
  const env = { ...files['notification-service'], ...setOf(process.env, ['NODE_ENV', 'SMTP_URL']) };
  for (const line of addresses(urlOf(stack), dataDir, env)) print(line);
  print(`READY ${urlOf(stack)}`);
}
