import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackage, findExtracted, type DebianPackage, type Search } from '@shop/dev/debian-packages';
import type { ProcessSpec } from '@shop/dev/topology';

const faketime: DebianPackage<string> = {
  name: 'libfaketime',
  title: 'libfaketime',
  folder: 'libfaketime',
  otherWays: 'install libfaketime',
  async usable(extracted) {
    const found = await readdir(join(extracted, 'usr', 'lib'), { recursive: true }).catch(() => []);
    const library = found.find((path) => path.endsWith('libfaketimeMT.so.1'));
    return library && join(extracted, 'usr', 'lib', library);
  },
};

/** The wall clocks of processes: one per process, which can be set while it runs. */
export interface Clocks {
  /** The specs, changed so that the processes use these clocks. */
  through(specs: readonly ProcessSpec[]): ProcessSpec[];
  /** Sets the clock of a process so many seconds ahead of the real time, or behind it when negative. */
  set(process: string, seconds: number): void;
}

/**
 * Clocks that begin at the real time, with their settings in `folder`. Rejects with the reason where libfaketime, a package of
 * Debian and Ubuntu, cannot be installed. Monotonic time (timers, time-outs) does not change, as when a machine's clock is set.
 */
export async function fakeClocks(folder: string): Promise<Clocks> {
  const search: Search = { env: process.env, progress: console.error };
  const library = (await findExtracted(faketime, search)) ?? (await fetchPackage(faketime, search));
  const fileOf = (name: string) => join(folder, `${name}.clock`);
  const set = (name: string, seconds: number) => writeFileSync(fileOf(name), `${seconds < 0 ? '' : '+'}${seconds}\n`);
  return {
    set,
    through: (specs) =>
      specs.map((spec) => {
        set(spec.name, 0);
        const env = {
          LD_PRELOAD: library,
          FAKETIME_TIMESTAMP_FILE: fileOf(spec.name),
          FAKETIME_CACHE_DURATION: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        };
        return { ...spec, env: { ...spec.env, ...env } };
      }),
  };
}
