import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { processNames, store } from '@shop/topology/processes';
import { documentedVariables, ownEnvFile, pick, setOf, shared, trust } from './environment.js';
import type { Environment } from './environment.js';
import { StartFailure } from './failure.js';
import { whenAskedToStop } from './interrupt.js';
import { root } from './root.js';
import { createTether } from './tether.js';
import { programOf } from './topology.js';

/** Runs the embedded store alone (`--port`, `--data`) and returns its exit code. */
export function runMongoLite(args: string[]): Promise<number> {
  const entry = join(root, store.folder, 'dist', 'main.js');
  return foreground([entry, ...args], pick(process.env, ['MONGO_LITE_USER', 'MONGO_LITE_PASSWORD']));
}

/**
 * Runs one process against the environment's addresses and returns its exit code: 78 when the environment is bad. In development and tests,
 * unset variables come from its .env.example.
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
  const env = serviceEnvironment(folder, process.env);
  return foreground([entry], env);
}

/**
 * The environment of a service that runs alone: its own variables from the environment, else from the .env in its folder, else, outside
 * production, from its .env.example.
 */
export function serviceEnvironment(folder: string, env: Environment): Record<string, string> {
  const documented = documentedVariables(folder);
  const names = [trust, ...shared, ...documented.map((variable) => variable.name)];
  const set = { ...setOf(ownEnvFile(folder), names), ...pick(env, names) };
  if (set['NODE_ENV'] === 'production') return set;
  const defaults = documented.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(defaults), ...set };
}

/** Runs Node with the arguments and this terminal's output. It drains on a stop request and never outlives the launcher. */
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
