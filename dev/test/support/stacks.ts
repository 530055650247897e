import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pick } from '../../src/environment.js';
import type { Topology } from '../../src/topology.js';

export const standIn = fileURLToPath(new URL('./stand-in.mjs', import.meta.url));

/** A topology of stand-ins in the place of order-service and gateway; `extra` goes to order-service's environment. */
export function standIns(extra: Record<string, string> = {}): Topology {
  return ({ ports, replicas }) => [
    ...Array.from({ length: replicas['order-service'] ?? 1 }, (_, index) => {
      const { rest } = ports.of('order-service', index + 1);
      const env = { ...pick(process.env, []), PORT: String(rest), ...extra };
      return { name: 'order-service', replica: index + 1, entry: standIn, restPort: rest, env };
    }),
    {
      name: 'gateway',
      replica: 1,
      entry: standIn,
      restPort: ports.of('gateway').rest,
      env: { ...pick(process.env, []), PORT: String(ports.of('gateway').rest) },
    },
  ];
}

/** Temporary folders that are removed after each test of the suite. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-dev-'));
    made.push(folder);
    return folder;
  };
}

/** Waits until the condition holds; throws after the deadline. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  for (const end = Date.now() + withinMs; !(await condition());) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Whether a process runs; a zombie does not. */
export { processIdentity } from '../../lock.mjs';
