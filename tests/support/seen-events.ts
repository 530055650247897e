import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { startReader, type Reader } from '@shop/common/events/reader';
import { Faults } from '@shop/common/faults';
import { GrpcClient } from '@shop/common/grpc/client';
import { grpcEventSource } from '@shop/common/grpc/event-source';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, type Connection } from '@shop/common/mongo/connection';
import { cursorStore } from '@shop/common/mongo/cursor-store';
import { Documents } from '@shop/common/mongo/documents';
import { updateOnce } from '@shop/common/mongo/inbox';
import { secretsIn } from '@shop/dev/secrets';
import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Schema } from 'mongoose';
import type { Shop } from './shop.js';

const SOURCES = ['order-service', 'payment-service'] as const;

interface Seen {
  _id: string;
  types: string[];
}

/** The events of an order that was bought, in sequence, by source. */
const BOUGHT = {
  'order-service': ['order.created', 'order.awaiting_payment', 'order.confirmed'],
  'payment-service': ['payment.authorized', 'payment.captured'],
};

/** Readers of a shop's events that record each event once, in one document per order and source. */
export interface SeenEvents {
  /** Starts reading, or continues where `stop` ended. */
  read(): void;
  /** Stops reading. */
  stop(): Promise<void>;
  /** Reads again every event from this time on. */
  replay(from: Date): Promise<void>;
  /** Waits until every event of these orders, which were bought, has been read: each once and in sequence. */
  expectBought(ids: readonly string[], ms?: number): Promise<void>;
  close(): Promise<void>;
}

/** Connects to the database of orders, where the events are recorded. */
export async function seenEvents(shop: Shop): Promise<SeenEvents> {
  const mongo: Connection = await connectMongo(shop.database('orders'), { logger: silentLogger() });
  const seen = new Documents(mongo.model<Seen>('Seen', new Schema({ _id: String, types: [String] })));
  const cursors = cursorStore(mongo);
  const readers: { reader: Reader; client: GrpcClient<EventsDefinition> }[] = [];

  const replicasOf = (name: string) => Object.keys(shop.stack.ports).filter((each) => each.startsWith(name));
  function open(name: (typeof SOURCES)[number]) {
    const metrics = createMetrics('notification-service');
    const client = new GrpcClient<EventsDefinition>({
      service: 'Events',
      callee: name,
      addresses: replicasOf(name).map((replica) => `127.0.0.1:${shop.stack.ports[replica]!.grpc}`),
      internal: new InternalTokens('notification-service', secretsIn(shop.dataDir).INTERNAL_TOKEN_SECRET),
      metrics,
    });
    const reader = startReader({
      name: 'seen',
      source: grpcEventSource(name, client),
      cursors,
      async handle({ subject, type }, position) {
        await updateOnce(seen, `${subject}:${name}`, { $push: { types: type } }, { source: name, position });
      },
      logger: silentLogger(),
      metrics,
      faults: new Faults(false),
      faultPrefix: 'test',
    });
    return { reader, client };
  }
  async function stop(): Promise<void> {
    await Promise.all(readers.splice(0).map(({ reader, client }) => reader.close().then(() => client.close())));
  }
  /** The recorded events of orders that lack some or have others, by order and source. */
  async function missing(ids: readonly string[]): Promise<Record<string, readonly string[]>> {
    const found = await seen
      .find({ _id: { $in: ids.flatMap((id) => SOURCES.map((name) => `${id}:${name}`)) } })
      .toArray();
    const recorded = new Map(found.map(({ _id, types }) => [_id, types]));
    const all = ids.flatMap((id) => SOURCES.map((name) => [`${id}:${name}`, BOUGHT[name]] as const));
    return Object.fromEntries(
      all
        .filter(([id, types]) => recorded.get(id)?.join() !== types.join())
        .map(([id]) => [id, recorded.get(id) ?? []]),
    );
  }
  return {
    read: () => void readers.push(...SOURCES.map(open)),
    stop,
    replay: async (from) => void (await Promise.all(readers.map(({ reader }) => reader.replay(from)))),
    async expectBought(ids, ms = 120_000) {
      // one query for each 200 orders
      for (let at = 0; at < ids.length; at += 200) {
        const part = ids.slice(at, at + 200);
        const all = async () => Object.keys(await missing(part)).length === 0;
        await until(`all events of orders ${at} and on`, all, ms, 100).catch(() => undefined);
        expect(await missing(part)).to.deep.equal({});
      }
    },
    async close() {
      await stop();
      await mongo.close();
    },
  };
}
