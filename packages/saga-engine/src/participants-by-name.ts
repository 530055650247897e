import type { Participants } from './core/ports.js';

/** Combines participants that are reached in different ways, by name: over gRPC, over HTTP, in the process. */
export function participantsByName(known: Readonly<Record<string, Participants>>): Participants {
  const byName = new Map(Object.entries(known));
  return {
    async dispatch(command, call) {
      const found = byName.get(command.participant);
      if (!found) {
        const all = [...byName.keys()].join(', ');
        throw new Error(`there is no participant ${command.participant}: registered are ${all}`);
      }
      return found.dispatch(command, call);
    },
  };
}
