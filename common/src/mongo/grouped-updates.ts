import { AsyncResource } from 'node:async_hooks';
import type { GroupedUpdate } from './documents.js';

/** The most updates in one command. */
const MOST = 100;

/**
 * Writes updates that come up while another write is under way in one command. An update that comes up alone is written at once, so nothing
 * waits for others; under load many share the cost of one durable write. Resolves when the update is durable; rejects when its command has
 * failed, after which some of the updates may have been made.
 */
export function groupUpdates(
  write: (updates: readonly GroupedUpdate[]) => Promise<void>,
): (update: GroupedUpdate) => Promise<void> {
  const waiting: {
    update: GroupedUpdate;
    write: typeof write;
    resolve: () => void;
    reject: (error: unknown) => void;
  }[] = [];
  let writing = false;
  const run = async () => {
    while (waiting.length > 0) {
      const group = waiting.splice(0, MOST);
      await group[0]!.write(group.map(({ update }) => update)).then(
        () => group.forEach(({ resolve }) => resolve()),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      );
    }
    writing = false;
  };
  return (update) =>
    new Promise((resolve, reject) => {
      // a command is of the trace of its first update: otherwise all that follow would be of that of the first one ever, under load
      waiting.push({ update, write: AsyncResource.bind(write), resolve, reject });
      if (writing) return;
      writing = true;
      // those that come up in the same turn belong to the first command already
      setImmediate(() => void run());
    });
}
