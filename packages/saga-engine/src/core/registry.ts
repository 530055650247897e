import type { Definition } from './definition.js';
import type { Needs } from './not-mine.js';

/** A type and version that has sagas with something left to do. */
export interface LiveVersion {
  readonly type: string;
  readonly version: number;
  readonly count: number;
}

/** The same, with when the oldest of them began (epoch ms). */
export interface DatedVersion extends LiveVersion {
  readonly oldest: number;
}

/** A version that takes no new sagas yet, because not every running orchestrator has it. */
export interface WaitingVersion {
  readonly type: string;
  readonly version: number;
  /** How many of the running orchestrators have it. */
  readonly have: number;
  readonly orchestrators: number;
  /** Since when an orchestrator has it (epoch ms); null when an older release stored it. */
  readonly since: number | null;
}

/** The definitions that this process can run, by name and version. */
export interface Registry {
  /** Undefined when there is none. */
  find(name: string, version: number): Definition | undefined;
  /** The version that new sagas begin with. Throws when there is no saga of that name, or no version of it takes new sagas yet. */
  latest(name: string): Definition;
  readonly all: readonly Definition[];
  /** Whether a running orchestrator, this one or another, has everything that such a saga needs. */
  isKnownToFleet?(needs: Needs): boolean;
  /** Versions that some running process has and that take no new sagas yet. */
  waiting?(): readonly WaitingVersion[];
}

/** Throws when two definitions share name and version. */
export function registry(definitions: readonly Definition[]): Registry {
  const byKey = new Map<string, Definition>();
  const newest = new Map<string, Definition>();
  for (const definition of definitions) {
    const key = `${definition.name} version ${definition.version}`;
    if (byKey.has(key)) throw new Error(`Saga ${key} is defined twice; give the new one another version.`);
    byKey.set(key, definition);
    if ((newest.get(definition.name)?.version ?? -1) < definition.version) newest.set(definition.name, definition);
  }
  return {
    find: (name, version) => byKey.get(`${name} version ${version}`),
    latest: (name) => {
      const definition = newest.get(name);
      if (!definition) throw new Error(`There is no definition of saga ${name}.`);
      return definition;
    },
    all: definitions,
  };
}

/** The types and versions that have something left to do and are missing from the registry. */
export const unknownTo = <Live extends LiveVersion>(
  known: Pick<Registry, 'find'>,
  live: readonly Live[],
): readonly Live[] => live.filter(({ type, version }) => !known.find(type, version));
