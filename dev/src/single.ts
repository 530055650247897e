import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { processNames, processOf, store } from '@shop/topology/processes';
import type { ProcessName } from '@shop/topology/processes';
import { documentedVariables, ownEnvFile, pick, setOf, shared, trust } from './environment.js';
import type { Environment } from './environment.js';
import { StartFailure } from './failure.js';
import { whenAskedToStop } from './interrupt.js';
import { portsFor } from './ports.js';
import { root } from './root.js';
import { createTether } from './tether.js';
import { programOf } from './topology.js';
import { addresses } from './wiring.js';

/** Runs the embedded store alone (`--port`, `--data`) and answers its exit code. */
export function runMongoLite(args: string[]): Promise<number> {
  const entry = join(root, store.folder, 'dist', 'main.js');
  return foreground([entry, ...args], pick(process.env, ['MONGO_LITE_USER', 'MONGO_LITE_PASSWORD']));
}

/**
 * Runs one process against the environment's addresses and answers its exit code: 78 when the environment is bad.
 * Outside production what is unset comes from its .env.example.
 */
export async function runService(args: string[]): Promise<number> {
  const [name, ...flags] = args;
  const known = processNames.find((process) => process === name);
  if (!known) {
    throw new StartFailure(`${name ?? 'Nothing'} is no service to start: name one of ${processNames.join(', ')}.`);
  }
  if (flags[0] !== undefined)
    throw new StartFailure(`Unknown option '${flags[0]}': a service takes its settings from the environment.`);
  const folder = join(root, programOf(known).folder);
  const entry = join(folder, programOf(known).bundle);
  if (!existsSync(entry)) throw new StartFailure(`${known} is not built (${entry} is missing): run npm run build.`);
  const env = serviceEnvironment(folder, process.env, processOf(known).documented ? guestDefaults(known) : {});
  return foreground([entry], env);
}

/** Of a process in the folder of another, whose .env.example has that one's own ports and addresses. */
function guestDefaults(name: ProcessName): Record<string, string> {
  const ports = portsFor();
  const { dataFile } = processOf(name);
  return {
    ...addresses({ ports, replicas: {}, env: {} }, name),
    PORT: String(ports.of(name).rest),
    ...(dataFile === undefined ? {} : { DATA_FILE: join(root, '.data', dataFile) }),
  };
}

/**
 * What a service run alone sees: its own variables as set by the environment, or else by the .env in its folder; outside
 * production for the rest the special defaults or else its .env.example's values. With a special PORT it shares its folder
 * with another process, whose ports are those of the .env.
 */
export function serviceEnvironment(
  folder: string,
  env: Environment,
  special: Record<string, string> = {},
): Record<string, string> {
  const documented = documentedVariables(folder);
  const names = [...documented.map((variable) => variable.name), ...Object.keys(special)];
  const ofOthers = 'PORT' in special ? ['PORT', 'GRPC_PORT'] : [];
  const file = setOf(
    ownEnvFile(folder),
    [trust, ...shared, ...names].filter((each) => !ofOthers.includes(each)),
  );
  const set = { ...file, ...pick(env, [trust, ...shared, ...names]) };
  if (set['NODE_ENV'] === 'production') return set;
  const defaults = documented.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(defaults), ...special, ...set };
}

/** Runs Node with the arguments, its output to this terminal; it drains when we are asked to stop, and never outlives us. */
export function foreground(args: string[], env: Environment, stopping = whenAskedToStop()): Promise<number> {
  const tether = createTether(process.env);
  const child = spawn(...tether.command(process.execPath, args), { env, stdio: 'inherit', detached: true });
  tether.hold(child);
  stopping.secondTimeKills([child]);
  void stopping.asked.then(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
  });
}
