import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { encodeDocument } from '@shop/mongo-lite/bson/encode';
import { docOf, type Value } from '@shop/mongo-lite/bson/values';
import { Cursors } from '@shop/mongo-lite/commands/cursors';
import { openStore } from '@shop/mongo-lite/storage/store';
import { Connection } from '@shop/mongo-lite/wire/connection';
import { expect } from 'chai';

/** A client whose store writes a change to disk until `arrive` is called. */
function open() {
  const store = openStore({ inMemory: true });
  let arrive = () => {};
  const flushed = new Promise<void>((resolve) => (arrive = resolve));
  store.useLog(() => ({ append: () => {}, flushed: () => flushed, isFlushed: false, close: () => flushed }));
  let answers = 0;
  const socket = Object.assign(new EventEmitter(), {
    setNoDelay: () => {},
    write: () => ++answers,
    writable: true,
  }) as unknown as Socket;
  new Connection(socket, { store, cursors: new Cursors(), port: 0, credentials: undefined }, 1);
  const send = (command: Record<string, Value>) => {
    const body = encodeDocument(docOf({ ...command, $db: 'shop' }));
    const head = Buffer.alloc(21);
    head.writeInt32LE(21 + body.length, 0);
    head.writeInt32LE(2013, 12);
    socket.emit('data', Buffer.concat([head, body]));
  };
  return { send, arrive, answers: () => answers };
}

describe('a majority read', () => {
  const majority = { readConcern: docOf({ level: 'majority' }) };

  for (const [name, command] of [
    ['find', { find: 'orders', ...majority }],
    ['aggregate', { aggregate: 'orders', pipeline: [], cursor: docOf({}), ...majority }],
    ['count', { count: 'orders', ...majority }],
    ['distinct', { distinct: 'orders', key: 'status', ...majority }],
    [
      'a write that changes nothing',
      { findAndModify: 'orders', query: docOf({}), update: docOf({ $set: docOf({ a: 1 }) }) },
    ],
  ] as const)
    it(`is answered by ${name} when everything is on disk`, async () => {
      const { send, arrive, answers } = open();
      send(command as Record<string, Value>);
      await new Promise(setImmediate);
      expect(answers()).to.equal(0);
      arrive();
      await new Promise(setImmediate);
      expect(answers()).to.equal(1);
    });

  it('is the only read that waits: a local read is answered at once', () => {
    const { send, answers } = open();
    send({ find: 'orders', readConcern: docOf({ level: 'local' }) });
    send({ find: 'orders' });
    expect(answers()).to.equal(2);
  });
});
