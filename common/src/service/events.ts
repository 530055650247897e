import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import { LogHints } from '../events/hints.js';
import { startEventRelay, type EventRelayOptions } from '../events/relay.js';
import type { CallersOf } from '../grpc/callers.js';
import { eventsService } from '../grpc/event-log-server.js';
import type { Served } from '../grpc/server.js';
import { retryOutages } from '../mongo/outage.js';
import type { Publishing } from '../mongo/unpublished.js';
import type { Begin, ServiceBasics } from './start-service.js';

type Own<D extends Publishing> = Pick<EventRelayOptions<D>, 'log' | 'unpublished' | 'eventsOf'> & {
  readonly callers: CallersOf<EventsDefinition>;
};

/**
 * The parts of a service that publishes events of its documents: the gRPC service, and the relay that fills its log until it is closed.
 * Rejects when the log cannot be begun.
 */
export async function publishEvents<D extends Publishing>(
  { logger, metrics, faults, faultPrefix }: ServiceBasics,
  { callers, ...own }: Own<D>,
): Promise<{ readonly served: Served; readonly begin: Begin }> {
  await retryOutages(() => own.log.begin());
  const hints = new LogHints();
  const closing = new AbortController();
  return {
    served: eventsService({ log: own.log, hints, callers, closing: closing.signal }),
    begin() {
      const stop = startEventRelay({ ...own, logger, metrics, faults, faultPrefix, onAppended: () => hints.hint() });
      return async () => {
        closing.abort();
        await stop();
      };
    },
  };
}
