import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import { Problem } from '../errors.js';
import type { CloudEvent, EventSource } from '../events/event.js';
import type { GrpcClient } from './client.js';
import { CalleeSilent } from './left-alone.js';

/** The log of the process `name`, by gRPC. */
export function grpcEventSource(
  name: string,
  client: Pick<GrpcClient<EventsDefinition>, 'call' | 'stream'>,
): EventSource {
  return {
    name,
    async *read(after, signal, types) {
      const request = { after, follow: true, ...(types ? { only: { types: [...types] } } : {}) };
      try {
        for await (const { position, json } of client.stream('Read', request, { signal }))
          yield json === '' ? { position } : { position, event: JSON.parse(json) as CloudEvent };
      } catch (error) {
        // a stream has a deadline, like every call: it ends here, and the reader opens the next one
        if (error instanceof CalleeSilent || !(error instanceof Problem && error.code === 'TIMED_OUT')) throw error;
      }
    },
    async ends(after) {
      const { oldest, newest, nextAtMs } = await client.call('Head', { after });
      return { oldest, newest, ...(nextAtMs > 0 ? { nextAt: nextAtMs } : {}) };
    },
    async before(time) {
      return (await client.call('Head', { fromMs: Math.max(1, time.getTime()) })).before;
    },
  };
}
