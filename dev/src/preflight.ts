import { existsSync } from 'node:fs';
import type { Environment } from './environment.js';
import { StartFailure } from './failure.js';
import { isListening, isPortFree } from './ports.js';
import type { StackPorts } from './ports.js';
import { label } from './topology.js';
import type { ProcessSpec } from './topology.js';

/** Only the stack's own data can be emptied; throws a StartFailure when the user's own servers are in use. */
export function refuseFreshOnGiven(env: Environment): void {
  const given = ['MONGODB_URI', 'REDIS_URL'].filter((name) => env[name]);
  if (given.length === 0) return;
  throw new StartFailure(
    `--fresh empties only the stack's own data, not what ${given.join(' and ')} names: empty that yourself, or unset it.`,
  );
}

/** The environment with the addresses of infrastructure that already runs; throws a StartFailure when it does not run. */
export async function besideInfrastructure(ports: StackPorts, env: Environment): Promise<Environment> {
  const own = [
    { variable: 'REDIS_URL', name: 'Redis', scheme: 'redis', port: ports.redis },
    { variable: 'MONGODB_URI', name: 'store', scheme: 'mongodb', port: ports.store },
  ];
  const found = { ...env };
  for (const { variable, name, scheme, port } of own.filter((each) => !env[each.variable])) {
    if (!(await isListening(port)))
      throw new StartFailure(`No ${name} answers on port ${port}: first run npm run dev:infra in another terminal.`);
    found[variable] = `${scheme}://127.0.0.1:${port}`;
  }
  return found;
}

/** Throws a StartFailure that names the first process which is not built. */
export function refuseMissingEntries(specs: ProcessSpec[]): void {
  const missing = specs.find((spec) => !existsSync(spec.entry));
  if (missing) throw new StartFailure(`${missing.name} is not built (${missing.entry} is missing): run npm run build.`);
}

/**
 * Throws a StartFailure that names the process whose port is taken. The port of a recently killed stack may still be closing, so a taken
 * port is checked again for a second.
 */
export async function refuseTakenPorts(specs: ProcessSpec[], own: Record<string, number>): Promise<void> {
  const wanted = [
    ...Object.entries(own).map(([name, port]) => ({ name, port, host: '127.0.0.1' })),
    ...specs.flatMap((spec) =>
      [spec.restPort, spec.grpcPort].flatMap((port) =>
        // under another command it may run on another host
        port === undefined || spec.under !== undefined
          ? []
          : [{ name: label(spec.name, spec.replica), port, host: spec.env['HOST'] || '127.0.0.1' }],
      ),
    ),
  ];
  await Promise.all(
    wanted.map(async ({ name, port, host }) => {
      for (const end = Date.now() + 1000; !(await isPortFree(port, host));) {
        if (Date.now() > end) {
          throw new StartFailure(
            `Port ${port}, meant for ${name}, is taken: end what listens there, or move the stack with --port-base N.`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }),
  );
}
