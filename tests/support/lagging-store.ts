import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@shop/mongo-lite/server';
import mongoose from 'mongoose';

type Command = Record<string, unknown>;

/**
 * A primary and what a majority has of it, as far as clients can tell them apart: reads of level majority see the majority's
 * data, all others and the conditions of writes the primary's own.
 */
export interface LaggingStore {
  uri(database: string): string;
  /** The primary's own data, whatever the majority has. */
  localUri(database: string): string;
  /** From the first write on that matches, nothing is replicated and no write answered, one that changes nothing included. */
  lag(from?: (command: Command) => boolean): void;
  /** From now on writes are answered, and reads of level majority still see the data of this moment, as on a new primary. */
  beNewPrimary(): void;
  /** How many writes wait for the majority. */
  readonly held: number;
  /** The majority has everything now: what waited is answered. */
  catchUp(): Promise<void>;
  /** The primary dies, another goes on with what the majority has: what waited is never answered, and rolled back. */
  failOver(): void;
  stop(): Promise<void>;
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'createIndexes', 'create']);
const BODY = 21;

/** Starts it on a free port; both sides are embedded stores. */
export async function startLaggingStore(): Promise<LaggingStore> {
  const folders = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'shop-lagging-'))));
  const [first, second] = await Promise.all(
    folders.map((dataDir) => startServer({ port: 0, host: '127.0.0.1', dataDir })),
  );
  const majority = second!.port;
  let primary = first!.port;
  let mode: 'even' | 'lagging' | 'new primary' = 'even';
  let startsLag: ((command: Command) => boolean) | undefined;
  let behind: { message: Buffer; answer: () => void }[] = [];
  const clients = new Set<Socket>();

  const replicate = async (messages: readonly Buffer[]) => {
    if (messages.length === 0) return;
    const link = openLink(majority);
    for (const message of messages) await link.ask(message);
    link.close();
  };

  const serve = (client: Socket) => {
    clients.add(client);
    const links = new Map<number, ReturnType<typeof openLink>>();
    const linkTo = (port: number) => links.get(port) ?? links.set(port, openLink(port)).get(port)!;
    client.on('error', () => undefined);
    client.on('close', () => (clients.delete(client), links.forEach((link) => link.close())));
    const answer = async (message: Buffer) => {
      const command = commandOf(message);
      const name = Object.keys(command)[0] ?? '';
      const level = (command['readConcern'] as { level?: string } | undefined)?.level;
      if (!WRITES.has(name)) return client.write(await linkTo(level === 'majority' ? majority : primary).ask(message));
      if (startsLag?.(command)) [mode, startsLag] = ['lagging', undefined];
      const at = primary;
      const reply = await linkTo(at).ask(message);
      if (mode === 'even' && at !== majority) await replicate([message]);
      else if (mode === 'lagging') await new Promise<void>((resolve) => behind.push({ message, answer: resolve }));
      else if (mode === 'new primary') behind.push({ message, answer: () => undefined });
      client.write(reply);
    };
    eachMessage(client, (message) => void answer(message).catch(() => client.destroy()));
  };
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const uriOf = (port: number) => (database: string) => `mongodb://127.0.0.1:${port}/${database}`;
  return {
    uri: uriOf((server.address() as AddressInfo).port),
    localUri: (database) => uriOf(primary)(database),
    lag: (from = () => true) => void (startsLag = from),
    beNewPrimary: () => void (mode = 'new primary'),
    get held() {
      return behind.length;
    },
    async catchUp() {
      const caughtUp = behind;
      [behind, mode] = [[], 'even'];
      await replicate(caughtUp.map(({ message }) => message));
      for (const { answer } of caughtUp) answer();
    },
    failOver() {
      [behind, mode, startsLag, primary] = [[], 'even', undefined, majority];
      for (const client of clients) client.destroy();
    },
    async stop() {
      for (const client of clients) client.destroy();
      server.close();
      await Promise.all([first!.close(), second!.close()]);
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

/** The command of a message; of the legacy greeting nothing. */
function commandOf(message: Buffer): Command {
  const isMessage = message.readInt32LE(12) === 2013;
  return isMessage ? mongoose.mongo.BSON.deserialize(message.subarray(BODY, BODY + message.readInt32LE(BODY))) : {};
}

function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0);
      take(received.subarray(0, length));
      received = received.subarray(length);
    }
  });
}

function openLink(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  const waiting: { resolve: (reply: Buffer) => void; reject: (error: Error) => void }[] = [];
  eachMessage(socket, (reply) => waiting.shift()?.resolve(reply));
  socket.on('error', () => undefined);
  socket.on('close', () => waiting.splice(0).forEach(({ reject }) => reject(new Error('the store is gone'))));
  return {
    ask: (message: Buffer) =>
      new Promise<Buffer>((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(message);
      }),
    close: () => void socket.destroy(),
  };
}
