import type { CursorStore } from '@shop/common/events/cursors';
import type { CloudEvent } from '@shop/common/events/event';
import { startReader } from '@shop/common/events/reader';
import type { ServiceBasics } from '@shop/common/service/start-service';
import type { EventLogs, READERS } from './clients/event-logs.js';

/**
 * Passes every event of orders and payments to `handle`, the oldest first, under this reader's name. Returns a function that stops reading
 * and resolves once it has stopped.
 */
export function startReaders(
  { sources }: Pick<EventLogs, 'sources'>,
  { logger, metrics, faults }: Pick<ServiceBasics, 'logger' | 'metrics' | 'faults'>,
  cursors: CursorStore,
  reading: {
    readonly name: (typeof READERS)[number];
    readonly handle: (event: CloudEvent, position: number) => Promise<void>;
  },
): () => Promise<unknown> {
  const readers = sources.map((source) =>
    startReader({ ...reading, source, cursors, logger, metrics, faults, faultPrefix: 'notification' }),
  );
  return () => Promise.all(readers.map((reader) => reader.close()));
}
