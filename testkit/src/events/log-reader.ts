import { InternalTokens } from '@shop/common/auth/internal-tokens';
import type { CloudEvent, LogEnds } from '@shop/common/events/event';
import { GrpcClient } from '@shop/common/grpc/client';
import { createMetrics } from '@shop/common/metrics';
import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import { until } from '../until.js';

interface Positioned {
  readonly position: number;
  readonly event: CloudEvent;
}

/** Reads the log of a process over gRPC. */
export interface EventLogReader {
  /** Every event after a position, or from a time on. */
  all(after?: number, from?: Date): Promise<CloudEvent[]>;
  follow(after: number): AsyncGenerator<Positioned, void, undefined>;
  ends(): Promise<LogEnds>;
  /** All events about a subject, once there are `count` of them. */
  about(subject: string, count: number): Promise<CloudEvent[]>;
  close(): void;
}

/** The log of the process `name` at this port, read as the process `as`. */
export function eventsOf(name: string, port: number, secret: string, as = 'notification-service'): EventLogReader {
  const client = new GrpcClient<EventsDefinition>({
    service: 'Events',
    callee: name,
    addresses: [`127.0.0.1:${port}`],
    internal: new InternalTokens(as, secret),
    metrics: createMetrics(as),
  });
  const all = async (after = 0, from?: Date) => {
    const events: CloudEvent[] = [];
    for await (const { json } of client.stream('Read', { after, fromMs: from ? Math.max(1, from.getTime()) : 0 }))
      events.push(JSON.parse(json) as CloudEvent);
    return events;
  };
  return {
    all,
    about: (subject, count) =>
      until(`${count} events of ${subject}`, async () => {
        const events = (await all()).filter((event) => event.subject === subject);
        return events.length === count ? events : undefined;
      }),
    async *follow(after) {
      for await (const { position, json } of client.stream('Read', { after, follow: true }))
        yield { position, event: JSON.parse(json) as CloudEvent };
    },
    ends: () => client.call('Head', {}),
    close: () => client.close(),
  };
}
