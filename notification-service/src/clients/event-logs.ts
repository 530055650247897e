import type { CursorStore } from '@shop/common/events/cursors';
import { grpcEventSource } from '@shop/common/grpc/event-source';
import type { ServiceBasics } from '@shop/common/service/start-service';
import type { NotificationConfig } from '../config.js';

/** The readers of events in this service; each has a cursor for each log. */
export const READERS = ['mails', 'webhooks'] as const;

/** The progress of a reader in a log. */
export interface ReaderProgress {
  readonly reader: string;
  readonly source: string;
  readonly behind: number;
  /** How long the oldest event has waited for it, milliseconds. */
  readonly waitingMs: number;
}

/** The event logs that this service reads. */
export function openEventLogs(config: NotificationConfig, { client }: Pick<ServiceBasics, 'client'>) {
  const open = (source: 'order-service' | 'payment-service', urls: readonly string[]) => {
    const calls = client('Events', source, urls);
    return { calls, source: grpcEventSource(source, calls) };
  };
  const logs = [
    open('order-service', config.ORDER_SERVICE_GRPC_URLS),
    open('payment-service', config.PAYMENT_SERVICE_GRPC_URLS),
  ];
  return {
    sources: logs.map(({ source }) => source),

    /** The last events of all logs as JSON, newest first. Throws 503 when a log cannot be read. */
    async latest(limit: number): Promise<Record<string, unknown>[]> {
      const read = logs.map(async ({ calls }) => {
        const { newest } = await calls.call('Head', {});
        const events: Record<string, unknown>[] = [];
        const request = { after: Math.max(0, newest - limit), limit, follow: false };
        for await (const { json } of calls.stream('Read', request)) events.push(JSON.parse(json));
        return events;
      });
      const all = (await Promise.all(read)).flat();
      return all.sort((a, b) => (String(a['time']) < String(b['time']) ? 1 : -1)).slice(0, limit);
    },

    /** The progress of this service's readers. Throws 503 when a log cannot be read. */
    progress: (cursors: CursorStore): Promise<ReaderProgress[]> =>
      Promise.all(
        READERS.flatMap((reader) =>
          logs.map(async ({ source }) => {
            const position = (await cursors.find(`${reader}:${source.name}`)) ?? 0;
            const { newest, nextAt } = await source.ends(position);
            const waitingMs = nextAt === undefined ? 0 : Math.max(0, Date.now() - nextAt);
            return { reader, source: source.name, behind: Math.max(0, newest - position), waitingMs };
          }),
        ),
      ),
  };
}

export type EventLogs = ReturnType<typeof openEventLogs>;
