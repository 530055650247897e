import type { Definition } from './definition.js';

/** A type and version that has sagas with something left to do. */
export interface LiveVersion {
  readonly type: string;
  readonly version: number;
  readonly count: number;
}

/** The definitions that this process can run, by name and version. */
export interface Registry {
  /** Throws when it is not there, naming saga and version. */
  get(name: string, version: number): Definition;
  /** The highest version: the one new sagas begin with. Throws when there is no saga of that name. */
  latest(name: string): Definition;
  readonly all: readonly Definition[];
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
  const found = (definition: Definition | undefined, what: string) => {
    if (!definition) throw new Error(`There is no definition of saga ${what}.`);
    return definition;
  };
  return {
    get: (name, version) => found(byKey.get(`${name} version ${version}`), `${name} version ${version}`),
    latest: (name) => found(newest.get(name), name),
    all: definitions,
  };
}

/** For the boot: throws, naming saga and version, when a version with live sagas is missing. */
export async function assertVersionsPresent(
  known: Registry,
  journal: { liveVersions(): Promise<readonly LiveVersion[]> },
): Promise<void> {
  const missing = (await journal.liveVersions()).filter(
    (live) => !known.all.some(({ name, version }) => name === live.type && version === live.version),
  );
  if (missing.length === 0) return;
  const list = missing.map(({ type, version, count }) => `${type} version ${version} (${count} live)`).join(', ');
  throw new Error(`No definition for ${list}. Put these versions back until their sagas have ended.`);
}
