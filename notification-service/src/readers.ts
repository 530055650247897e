import type { CursorStore } from '@shop/common/events/cursors';
import { startReader, type ReaderOptions } from '@shop/common/events/reader';
import type { ServiceBasics } from '@shop/common/service/start-service';
import type { EventLogs, READERS } from './clients/event-logs.js';

/**
 * Passes the events of orders and payments to `handle`, the oldest first, under this reader's name; those of other types than `types` may be
 * left out. Returns a function that stops reading and resolves once it has stopped.
 */
export function startReaders(
  { sources }: Pick<EventLogs, 'sources'>,
  { logger, metrics, faults }: Pick<ServiceBasics, 'logger' | 'metrics' | 'faults'>,
  cursors: CursorStore,
  reading: Pick<ReaderOptions, 'handle' | 'types'> & { readonly name: (typeof READERS)[number] },
): () => Promise<unknown> {
  const readers = sources.map((source) =>
    startReader({ ...reading, source, cursors, logger, metrics, faults, faultPrefix: 'notification' }),
  );
  return () => Promise.all(readers.map((reader) => reader.close()));
}
