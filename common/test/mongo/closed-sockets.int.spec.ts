import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Logger } from '@shop/common/logging/logger';
import { connectMongo, pingMongo } from '@shop/common/mongo/connection';
import { isMongoOutage } from '@shop/common/mongo/outage';
import { startServer } from '@shop/mongo-lite/server';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';

type Connection = Awaited<ReturnType<typeof connectMongo>>;

describe('a socket to the database that is destroyed before its close event', () => {
  const sockets: Socket[] = [];
  const note = (message: unknown) => sockets.push((message as { socket: Socket }).socket);
  /** Closes them as a killed server does: a write in the same tick finds the connection open and its socket destroyed. */
  const breakSockets = () => sockets.splice(0).forEach((socket) => socket.destroy());
  let server: Awaited<ReturnType<typeof startServer>>;
  let connection: Connection;

  before(async () => {
    server = await startServer({ inMemory: true });
    diagnostics.subscribe('net.client.socket', note);
    const logger = { warn: () => undefined } as unknown as Logger;
    connection = await connectMongo(`mongodb://127.0.0.1:${server.port}/things`, { logger });
  });
  after(async () => {
    diagnostics.unsubscribe('net.client.socket', note);
    await connection?.close();
    await server?.close();
  });

  it('ends a command as an outage, and the next one is answered', async () => {
    await pingMongo(connection);
    breakSockets();
    const error: unknown = await pingMongo(connection).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isMongoOutage(error), String(error)).to.equal(true);
    await until('the database is reached again', () => pingMongo(connection).then(() => true, () => false)); // prettier-ignore
  });

  it('does not end the monitoring of the server: it is found again', async () => {
    const seen: string[] = [];
    const client = connection.getClient();
    client.once('serverHeartbeatStarted', () => {
      breakSockets();
      client.on('serverHeartbeatFailed', () => seen.push('failed'));
      client.on('serverHeartbeatSucceeded', () => seen.push('succeeded'));
    });
    await until('the server is lost and found again', () => seen.join().includes('failed,succeeded'), 20_000);
    await pingMongo(connection);
  });
});
