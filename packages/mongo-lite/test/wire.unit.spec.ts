import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { decodeDocument } from '@shop/mongo-lite/bson/decode';
import { encodeDocument } from '@shop/mongo-lite/bson/encode';
import { docOf } from '@shop/mongo-lite/bson/values';
import type { Doc } from '@shop/mongo-lite/bson/values';
import { startServer } from '@shop/mongo-lite/server';
import type { RunningServer } from '@shop/mongo-lite/server';
import { encodeAnswer, parseMessage } from '@shop/mongo-lite/wire/message';

function opMsg(sections: Buffer[], flags = 0, id = 7): Buffer {
  const body = Buffer.concat(sections);
  const header = Buffer.alloc(20);
  header.writeInt32LE(20 + body.length, 0);
  header.writeInt32LE(id, 4);
  header.writeInt32LE(2013, 12);
  header.writeUInt32LE(flags, 16);
  return Buffer.concat([header, body]);
}

const body = (doc: Doc) => Buffer.concat([Buffer.from([0]), encodeDocument(doc)]);

function sequence(name: string, docs: Doc[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => encodeDocument(doc))]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

describe('the wire protocol', () => {
  const ping = docOf({ ping: 1, $db: 'admin' });

  it('adds document sequences to the command, whichever section comes first', () => {
    const documents = sequence('documents', [docOf({ a: 1 }), docOf({ a: 2 })]);
    const command = body(docOf({ insert: 'x', $db: 'd' }));
    for (const sections of [
      [command, documents],
      [documents, command],
    ]) {
      const request = parseMessage(opMsg(sections));
      expect(request.command.get('documents')).to.deep.equal([docOf({ a: 1 }), docOf({ a: 2 })]);
      expect([...request.command.keys()][0]).to.equal('insert');
    }
  });

  it('accepts a checksum', () => {
    const request = parseMessage(opMsg([body(ping), Buffer.from([1, 2, 3, 4])], 1));
    expect(request.command).to.deep.equal(ping);
  });

  it('marks a message with moreToCome as unanswered, and accepts exhaustAllowed', () => {
    expect(parseMessage(opMsg([body(ping)], 2)).unanswered).to.equal(true);
    expect(parseMessage(opMsg([body(ping)], 1 << 16)).unanswered).to.equal(false);
  });

  it('refuses unknown required flags, unknown sections and other operations', () => {
    expect(() => parseMessage(opMsg([body(ping)], 4))).to.throw(/flags/);
    expect(() => parseMessage(opMsg([Buffer.from([9]), encodeDocument(ping)]))).to.throw(/kind 9/);
    const other = opMsg([body(ping)]);
    other.writeInt32LE(2010, 12);
    expect(() => parseMessage(other)).to.throw(/2010/);
  });

  describe('over a socket', () => {
    let server: RunningServer;
    before(async () => {
      server = await startServer({ inMemory: true });
    });
    after(() => server.close());

    it('reads a message in any pieces, and answers several in order', async () => {
      const socket = connect(server.port, '127.0.0.1');
      const messages = Buffer.concat([1, 2, 3].map((id) => opMsg([body(ping)], 0, id)));
      for (const byte of messages) {
        socket.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      const size = encodeAnswer({ id: 0, legacy: false }, docOf({ ok: 1 })).length + 4;
      let received = Buffer.alloc(0);
      for await (const chunk of socket) {
        received = Buffer.concat([received, chunk as Buffer]);
        if (received.length >= 3 * size) break;
      }
      expect([0, 1, 2].map((i) => received.readInt32LE(i * size + 8))).to.deep.equal([1, 2, 3]);
      expect(decodeDocument(received, 21).has('ok')).to.equal(true);
    });

    it('closes a connection that uses another protocol', async () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'close');
    });
  });
});
