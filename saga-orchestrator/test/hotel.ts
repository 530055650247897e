import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { silentLogger } from '@shop/common/logging/logger';
import type { Service } from '@shop/common/service/start-service';
import { participant } from 'saga-engine/core/participant';
import { registry } from 'saga-engine/core/registry';
import { followUp, saga, signal } from 'saga-engine/core/saga';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import Joi from 'joi';
import { startApp } from '../dist/app.js';
import { sagas as shop } from '../dist/sagas/definitions.js';
import { callRest } from './call-rest.js';
import { configFor, sagasCaller, startScripted, type SagasCaller, type Scripted } from './scripted.js';

interface Hotel {
  hold(request: { booking: string; nights: number }): { room: string; guestNote: string };
  release(request: { booking: string }): object;
}
interface Booking {
  guest: string;
  nights: number;
  trip: string;
}
const hotel = participant<Hotel>('hotel');
const approved = signal(
  Joi.object<{ by: string; budget: number; paymentMethodId: string }, true>({
    by: Joi.string().required(),
    budget: Joi.number(),
    paymentMethodId: Joi.string(),
  }),
)('approved');
const giveBack = saga<{ booking: string }>('give-back', { version: 1 })
  .retriable('release-room', { command: (s) => hotel.release({ booking: s.input.booking }) })
  .end();
const book = saga('book-room', {
  version: 1,
  input: Joi.object<Booking, true>({
    guest: Joi.string().max(50).required(),
    nights: Joi.number().integer().min(1).required(),
    trip: Joi.string().required(),
  }),
  correlation: { kind: 'trip', of: ({ trip }) => trip },
  shown: { input: ['nights', 'trip'], replies: { 'hold-room': ['room'], approved: ['budget'] } },
  forOperators: true,
})
  .step('hold-room', {
    command: (s) => hotel.hold({ booking: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ booking: s.id }),
  })
  .waitFor(approved, { within: 60_000 })
  .pivot('keep-room', { command: (s) => hotel.hold({ booking: s.id, nights: s.input.nights }) })
  .end({ onLateCancel: (s) => followUp(giveBack, `${s.id}-back`, { booking: s.id }) });
/** An input of book-room, with a name that is hidden. */
export const input = { guest: 'Ann Smith', nights: 2, trip: 'trip-1' };

/** The hotel's bearer token. */
export const TOKEN = 'a-token-of-the-hotel';
const car = participant<{ note(request: object): object }>('car-service');
const rent = saga('rent-car', { version: 1, input: Joi.object(), forOperators: true })
  .pivot('note', { command: () => car.note({}) })
  .end();

/** A saga whose schema accepts more than a journal can store. */
const loose = saga('loose', {
  version: 1,
  input: Joi.object<{ about?: string }>().unknown(),
  correlation: { kind: 'thing', of: ({ about }) => (about === undefined ? 'nothing' : about.trim()) },
  forOperators: true,
})
  .waitFor(signal(Joi.object<{ text: string }, true>({ text: Joi.string().required() }))('note'), {
    within: 60_000,
    collect: 2,
  })
  .pivot('keep-room', { command: (s) => hotel.hold({ booking: s.id, nights: 1 }) })
  .end();

/** Has an orchestrator with these sagas, and their participants, run during the tests of the enclosing `describe`. */
export function withHotel() {
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;
  let caller: SagasCaller;
  let server: Server;
  /** The commands that the hotel received, with their keys. */
  const sent: string[] = [];
  /** The headers of the calls. */
  const calls: IncomingHttpHeaders[] = [];
  let refuses: string | undefined;

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    // a participant that knows no orders, only the key and the command
    server = createServer((request, response) => {
      void text(request).then((body) => {
        calls.push(request.headers);
        sent.push(`${request.url!.split('/').at(-1)} ${request.headers['idempotency-key'] as string} ${body}`);
        response.setHeader('content-type', 'application/json');
        if (refuses)
          return response.writeHead(409).end(JSON.stringify({ code: refuses, detail: 'Ann Smith is banned' }));
        return response.end(JSON.stringify({ room: '7', guestNote: 'Ann Smith likes tea' }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/commands`;
    const config = configFor(
      peers,
      { redisUrl: redis.url, mongoUri: store.uri('sagas') },
      {
        PARTICIPANT_URLS: { hotel: [url], 'car-service': [url] },
        PARTICIPANT_TOKENS: { hotel: TOKEN, 'car-service': 'internal' },
      },
    );
    app = await startApp(config, silentLogger(), registry([...shop.all, book, giveBack, loose, rent]));
    caller = sagasCaller(app.ports.grpc);
  });
  after(async () => {
    caller?.close();
    await app?.close();
    await peers?.close();
    server?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });
  afterEach(() => (refuses = undefined));

  const rest = (method: string, path: string, body?: object, role: 'admin' | 'viewer' | 'user' = 'admin') =>
    callRest(app, method, `/api/sagas${path}`, { body, role });
  const stateOf = async (id: string) => (await rest('GET', `/${id}`)).body['state'] as string;
  const become = (id: string, state: string) => until(`${id} is ${state}`, async () => (await stateOf(id)) === state);
  return {
    sent,
    calls,
    rest,
    become,
    /** Has the participants refuse every command for this reason until the end of the test. */
    refuse: (reason: string) => (refuses = reason),
    get redis() {
      return redis;
    },
    get app() {
      return app;
    },
    get caller() {
      return caller;
    },
  };
}
