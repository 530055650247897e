import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import sinon from 'sinon';
import { Stream } from '../../dist/live/stream.js';
import { Streams } from '../../dist/live/streams.js';

describe('the heartbeats of event streams', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(
    () => (clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })),
  );
  afterEach(() => clock.restore());

  it('are sent to each stream at its own time, not to all at once, and end with it', async () => {
    const later = [1, 0.5, 1, 0];
    const streams = new Streams({
      redis: { disconnect: () => undefined } as unknown as Redis,
      logger: silentLogger(),
      metrics: createMetrics('gateway'),
      beatMs: 10_000,
      random: () => later.shift() ?? 1,
    });
    const beats: string[] = [];
    const open = (orderId: string, name: string) => {
      const stream = {
        orderId,
        beat: () => beats.push(`${name} at ${clock.now}`),
        sendAway: () => undefined,
      } as unknown as Stream;
      streams.add(stream);
      return stream;
    };
    const first = open('order', 'first');
    clock.tick(3_000);
    open('order', 'second');
    clock.tick(4_000);
    open('another order', 'third');
    clock.tick(8_000);
    streams.remove(first);
    clock.tick(6_000);
    expect(beats).to.deep.equal(['first at 10000', 'second at 12000', 'third at 17000']);
    clock.tick(2_000);
    expect(beats.slice(3)).to.deep.equal(['second at 22000']);
    await streams.close();
  });
});

describe('an event stream that has ended', () => {
  it('writes nothing more to a client that does not read', async () => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const errors: Error[] = [];
    response.on('error', (error) => errors.push(error));
    const story = { history: [{ seq: 1, status: 'CANCELLED', at: '2026-01-31T00:00:00Z' }] };
    const stream = new Stream({ orderId: 'order', response, seen: 0, pollMs: 1_000, readStory: async () => story });
    stream.begin(story);
    stream.beat();
    stream.sendAway();
    await pause(10);
    expect([response.writableEnded, errors]).to.deep.equal([true, []]);
  });
});
