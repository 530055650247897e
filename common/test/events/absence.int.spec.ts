import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import { anEvent } from '@shop/testkit/events/an-event';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Schema, type Connection } from 'mongoose';
import { InternalTokens } from '../../dist/auth/internal-tokens.js';
import { LogHints } from '../../dist/events/hints.js';
import { startReader } from '../../dist/events/reader.js';
import { Faults } from '../../dist/faults.js';
import { GrpcClient } from '../../dist/grpc/client.js';
import { eventsService } from '../../dist/grpc/event-log-server.js';
import { grpcEventSource } from '../../dist/grpc/event-source.js';
import { startGrpcServer } from '../../dist/grpc/server.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { createMetrics } from '../../dist/metrics.js';
import { connectMongo, ensureIndexes } from '../../dist/mongo/connection.js';
import { cursorStore } from '../../dist/mongo/cursor-store.js';
import { Documents } from '../../dist/mongo/documents.js';
import { EventLog, eventModel } from '../../dist/mongo/event-log.js';
import { updateOnce } from '../../dist/mongo/inbox.js';

const SECRET = 'a secret of the tests, long enough';
const SUBJECTS = process.env['MATRIX'] === 'full' ? 2_000 : 200;
/** The events of each subject, in order. */
const TYPES = ['made', 'held', 'done', 'paid', 'sent', 'gone'];

interface Seen {
  _id: string;
  types: string[];
}

describe('a reader that was stopped while thousands of events were appended', function () {
  this.timeout(120_000);
  let store: TestStore;
  let mongo: Connection;
  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri('absence'), { logger: silentLogger() });
  });
  after(async () => {
    await mongo?.close();
    await store?.stop();
  });

  it('catches up over one stream: each event has one effect, in order, even if its server restarts', async () => {
    const log = new EventLog(eventModel(mongo), 30);
    const seen = new Documents(mongo.model<Seen>('Seen', new Schema({ _id: String, types: [String] })));
    await ensureIndexes(mongo);
    await log.begin();
    for (const type of TYPES)
      for (let from = 0; from < SUBJECTS; from += 200)
        await log.append(
          Array.from({ length: 200 }, (_, n) => ({ ...anEvent(`${from + n}.${type}`), subject: `s${from + n}`, type })),
        );
    const hints = new LogHints();
    const serve = (port: number) =>
      startGrpcServer({
        host: '127.0.0.1',
        port,
        services: [
          eventsService({
            log,
            hints,
            callers: { Read: ['reader'], Head: ['reader'] },
            closing: new AbortController().signal,
          }),
        ],
        internal: new InternalTokens('log', SECRET),
        logger: silentLogger(),
        metrics: createMetrics('log'),
        faults: new Faults(false),
        faultPrefix: 'log',
      });
    let server = await serve(0);
    const metrics = createMetrics('reader');
    const client = new GrpcClient<EventsDefinition>({
      service: 'Events',
      callee: 'log',
      addresses: [`127.0.0.1:${server.port}`],
      internal: new InternalTokens('reader', SECRET),
      metrics,
    });
    let handled = 0;
    const reader = startReader({
      name: 'away',
      source: grpcEventSource('log', client),
      cursors: cursorStore(mongo),
      async handle({ subject, type }, position) {
        handled++;
        await updateOnce(seen, subject, { $push: { types: type } }, { source: 'log', position });
      },
      logger: silentLogger(),
      metrics,
      faults: new Faults(false),
      faultPrefix: 'test',
    });
    await until('it has handled some events', () => handled > 500, 60_000);
    await server.close(0);
    server = await serve(server.port);
    await until(
      'it has caught up',
      async () => (await seen.count({ [`types.${TYPES.length - 1}`]: { $exists: true } })) === SUBJECTS,
      90_000,
    );
    await reader.close();
    client.close();
    await server.close(0);
    for (const { types } of await seen.find({}).toArray()) expect(types).to.deep.equal(TYPES);
  });
});
