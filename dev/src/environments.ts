import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { foreignHost } from '@shop/common/config/own-host';
import type { ProcessName } from '@shop/topology/processes';
import { badEnvironment, StartFailure } from './failure.js';
import { root } from './root.js';
import { programOf } from './topology.js';
import type { ProcessSpec } from './topology.js';

type Reader = (env: Record<string, string>) => unknown;

/** Reads an environment as the process itself does. Throws its ConfigError, which has `problems`. */
export async function readAs(name: ProcessName, env: Record<string, string>): Promise<unknown> {
  const { folder, config, reader } = programOf(name);
  const module = (await import(pathToFileURL(join(root, folder, config)).href)) as Record<string, Reader>;
  return module[reader]!(env);
}

/**
 * Throws a StartFailure with exit code 78 that names every bad variable and its process. Also checks variables that the stack replaces
 * (ports, addresses).
 */
export async function refuseBadEnvironments(specs: readonly ProcessSpec[]): Promise<void> {
  const found = new Map<string, Set<string>>();
  for (const { name, env, given } of specs) {
    // a test's stand-in, or nothing is set: the stack's own values are covered by tests, and reading the environment takes 0.3 s of a start
    if (!given || Object.keys(given).length === 0) continue;
    const all = await problemsOf(name as ProcessName, { ...env, ...given });
    const problems = all.filter((problem) => !isOurAddress(problem, given, specs));
    // these include a malformed HOST already
    const foreign = problems.some((problem) => problem.startsWith('HOST '))
      ? undefined
      : await foreignHost(env['HOST']);
    if (foreign !== undefined) problems.push(foreign);
    for (const problem of problems) {
      found.set(problem, (found.get(problem) ?? new Set()).add(name));
    }
  }
  if (found.size === 0) return;
  const named = [...found].map(([problem, names]) => `${problem} (${[...names].join(', ')})`);
  throw new StartFailure(
    `The environment is not usable: ${named.join('; ')}. See the .env.example of each.`,
    badEnvironment,
  );
}

/** An address that the stack derived from a malformed HOST. The HOST itself is reported; the user did not set this one. */
function isOurAddress(problem: string, given: Record<string, string>, specs: readonly ProcessSpec[]): boolean {
  const [variable = ''] = problem.split(' ');
  return /_URLS?$/.test(variable) && !given[variable] && specs.some((spec) => spec.given?.['HOST']);
}

async function problemsOf(name: ProcessName, env: Record<string, string>): Promise<readonly string[]> {
  try {
    await readAs(name, env);
    return [];
  } catch (error) {
    const { problems } = error as { problems?: readonly string[] };
    if (!problems) throw error;
    return problems;
  }
}
