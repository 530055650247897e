import type { CursorStore } from '@shop/common/events/cursors';

/** Cursors in memory, for tests of event readers: there are no other replicas. */
export function memoryCursors(): CursorStore {
  const positions = new Map<string, number | undefined>();
  const moved = new Set<string>();
  return {
    async acquire(reader) {
      moved.delete(reader);
      return { position: positions.get(reader) };
    },
    async advance(reader, _lease, position) {
      if (moved.has(reader)) return false;
      if (position !== undefined) positions.set(reader, position);
      return true;
    },
    release: async () => undefined,
    find: async (reader) => positions.get(reader),
    async move(reader, position) {
      positions.set(reader, position);
      moved.add(reader);
    },
  };
}
