import { Readable } from 'node:stream';
import { route, type AnyRoute } from '@shop/common/http/route';
import { pause, seconds } from '@shop/common/time';
import type { Sagas } from 'saga-engine/api/sagas';
import type { SagaStatus } from 'saga-engine/api/history';
import { watchSaga, type Watching } from 'saga-engine/api/watch';

/** The heartbeat interval that keeps a stream open through proxies, milliseconds; the gateway waits for 10 s. */
const BEAT_MS = seconds(5);

/** Routes to watch a saga of any type; `closing` ends the open streams, with the hint to reconnect. */
export function eventRoutes(sagas: Sagas, watching: Watching, closing: AbortSignal): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/sagas/:id/events',
      who: 'viewer',
      tag: 'Sagas',
      summary: 'Watch a saga: each change since it began, then each as it happens, until it has ended',
      headers: {
        'Last-Event-ID': 'The `seq` that was seen last; the stream goes on after it. A malformed one is ignored',
      },
      answers: {
        200: {
          description:
            'Server-sent events: `id` is the `seq`, `data` a SagaChange `{seq, step?, stepStatus, state?, at}`; `step` is absent for a change of the whole saga, `state` is there in the last one so far',
          type: 'text/event-stream',
        },
      },
      problems: ['SAGA_NOT_FOUND'],
      async handle({ params, ctx }) {
        const id = params['id']!;
        const gone = new AbortController();
        // not after the read: a client that leaves meanwhile would be watched for until the saga ends
        ctx.res.once('close', () => gone.abort());
        // a request for a saga that does not exist gets a 404 instead of a stream
        await sagas.get(id);
        const ends = AbortSignal.any([gone.signal, closing]);
        const changes = watchSaga(watching, sagas, id, seenBy(ctx.get('last-event-id')), ends);
        const body = Readable.from(events(changes, ends), { objectMode: false });
        return { status: 200, body, headers: STREAM };
      },
    }),
  ];
}

const STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** The last seq that a client received; an invalid one is ignored. */
const seenBy = (lastEventId: string): number => (/^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0);

async function* events(changes: AsyncGenerator<SagaStatus>, ends: AbortSignal): AsyncGenerator<string> {
  yield 'retry: 2000\n\n';
  let next = changes.next();
  for (;;) {
    const came = await Promise.race([next, pause(BEAT_MS, ends)]);
    if (ends.aborted) return yield 'retry: 1000\n\n';
    if (!came) yield ':\n\n';
    else if (came.done) return;
    else {
      yield eventOf(came.value);
      next = changes.next();
    }
  }
}

function eventOf({ revision: seq, step, stepStatus, state, atMs }: SagaStatus): string {
  const at = new Date(atMs).toISOString();
  const data = { seq, ...(step ? { step } : {}), stepStatus, ...(state ? { state } : {}), at };
  return `id: ${seq}\ndata: ${JSON.stringify(data)}\n\n`;
}
