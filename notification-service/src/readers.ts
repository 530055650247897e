import type { CursorStore } from '@shop/common/events/cursors';
import type { CloudEvent } from '@shop/common/events/event';
import { startReader } from '@shop/common/events/reader';
import { grpcEventSource } from '@shop/common/grpc/event-source';
import type { ServiceBasics } from '@shop/common/service/start-service';
import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import type { NotificationConfig } from './config.js';

/** Hands every event of orders and payments to `handle`, from the oldest on, under this name. Resolves what it answers when reading has ended. */
export function startReaders(
  config: NotificationConfig,
  { client, logger, metrics, faults }: ServiceBasics,
  cursors: CursorStore,
  reading: { readonly name: string; readonly handle: (event: CloudEvent, position: number) => Promise<void> },
): () => Promise<unknown> {
  const sources = [
    ['order-service', config.ORDER_SERVICE_GRPC_URLS],
    ['payment-service', config.PAYMENT_SERVICE_GRPC_URLS],
  ] as const;
  const readers = sources.map(([source, urls]) =>
    startReader({
      ...reading,
      source: grpcEventSource(source, client<EventsDefinition>('Events', source, urls)),
      cursors,
      logger,
      metrics,
      faults,
      faultPrefix: 'notification',
    }),
  );
  return () => Promise.all(readers.map((reader) => reader.close()));
}
