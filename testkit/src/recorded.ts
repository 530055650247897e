import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import type { Definition } from 'saga-engine/core/definition';
import { replay, type Exported, type SentCommand } from 'saga-engine/testkit/replay';

/** An exported saga, and the commands that its participants received. */
export interface Recorded {
  readonly saga: Exported;
  readonly commands: readonly SentCommand[];
}

/** The recorded sagas of a folder, by file: `<type>.v<version>.<story>.json`. */
export const readRecorded = (folder: string): ReadonlyMap<string, Recorded> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded]),
  );

/** Tests that these definitions replay each recorded saga of the folder, and that every definition has recorded sagas. */
export function itReplays(folder: string, definitions: readonly Definition[]): void {
  const recorded = readRecorded(folder);
  for (const [file, { saga, commands }] of recorded)
    it(`sends the same commands in the same order, and ends in the same state: ${file}`, () => {
      const today = replay(definitions, saga);
      expect(today.differs).to.equal(undefined);
      expect(today.commands).to.deep.equal(commands);
    });
  it('exist for every version of every definition', () => {
    const kinds = new Set([...recorded.keys()].map((file) => file.split('.').slice(0, 2).join('.')));
    expect([...kinds]).to.have.members(definitions.map(({ name, version }) => `${name}.v${version}`));
  });
}

/** One story to record: its exported sagas, and the commands that participants received, each once, in order. */
export interface Story {
  readonly name: string;
  readonly sagas: readonly Exported[];
  readonly received: readonly string[];
}

/**
 * Writes the sagas of a story into the folder, except existing ones. Throws if the replay lists other commands than the participants
 * received; `nameOf` returns the name of a command in `received`.
 */
export function record(
  folder: string,
  definitions: readonly Definition[],
  { name, sagas, received }: Story,
  nameOf = ({ command }: SentCommand) => command,
): void {
  const recorded = sagas.map((saga): Recorded => {
    const { commands, differs } = replay(definitions, saga);
    if (differs) throw new Error(differs);
    return { saga, commands };
  });
  const listed = recorded.flatMap(({ commands }) => commands.map(nameOf));
  if (!isDeepStrictEqual(listed, received))
    throw new Error(`${name}: ${received.join()} were sent, not ${listed.join()}`);
  for (const each of recorded) {
    const file = `${each.saga.type}.v${each.saga.version}.${name}.json`;
    const path = join(folder, file);
    if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(each, null, 2)}\n`);
    console.log(file);
  }
}
