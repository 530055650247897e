import { join } from 'node:path';
import { processOf, processes } from '@shop/topology/processes';
import type { ProcessName } from '@shop/topology/processes';
import { root } from './root.js';
import { watchSources } from './sources.js';
import type { RunningProcess, Stack } from './stack.js';

/** Every process runs sources of these folders besides its own. */
const everyones = ['common', 'protos', 'topology'];

export interface Development {
  say(message: string, level?: string): void;
  /** Builds what is out of date; rejects when the build fails. */
  build(): Promise<void>;
  /** The parent folder of the workspaces. */
  checkout?: string;
}

/**
 * On each change of sources, builds and then restarts only the processes that run them. A failed build leaves the running processes alone.
 * The returned function stops it.
 */
export function keepCurrent(stack: Stack, { say, build, checkout = root }: Development): () => void {
  const services = stack.processes.filter(({ name }) => name in processes);
  const own = ({ name }: RunningProcess) => processOf(name as ProcessName).folder;
  const source = (folder: string) => join(checkout, folder, 'src');
  let stale = new Set<string>();
  let turn = Promise.resolve();

  const bringUpToDate = async () => {
    if (stale.size === 0) return;
    const changed = stale;
    stale = new Set();
    try {
      await build();
    } catch (error) {
      say(`${(error as Error).message} What ran before still runs.`, 'error');
      for (const folder of changed) stale.add(folder); // the change that fixes the build may be in another folder
      return;
    }
    const all = everyones.some((folder) => changed.has(source(folder)));
    const hit = services.filter((service) => all || changed.has(source(own(service))));
    await Promise.all(
      hit.map(async ({ name, replica }) => {
        const since = Date.now();
        await stack.restart(name, replica);
        await stack.waitReady(name, replica);
        say(`${name} is ready again after ${((Date.now() - since) / 1000).toFixed(1)} s`);
      }),
    ).catch((error: Error) => say(error.message, 'error'));
  };

  const folders = new Set([...everyones, ...services.map(own)]);
  return watchSources([...folders].map(source), (changed) => {
    for (const folder of changed) stale.add(folder);
    turn = turn.then(bringUpToDate);
  });
}
