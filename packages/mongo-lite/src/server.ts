import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { Cursors } from './commands/cursors.js';
import { credentialsOf } from './commands/scram.js';
import { openStore } from './storage/store.js';
import type { Store, StoreOptions } from './storage/store.js';
import { startExpiry } from './storage/expiry.js';
import { Connection } from './wire/connection.js';

export { openStore };
export type { Store };

export interface ServerOptions extends StoreOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** The address to listen on; default 127.0.0.1. */
  host?: string;
  /** Both or neither: when set, commands without authentication are refused. */
  user?: string;
  password?: string;
  /** Milliseconds between two removals of expired documents; default 5,000. */
  expiryIntervalMs?: number;
}

export interface RunningServer {
  readonly port: number;
  /** A connection string without a database. */
  readonly uri: string;
  readonly store: Store;
  /** Answers the commands that have run, ends the connections and closes the data folder. */
  close(): Promise<void>;
}

/** Starts a server. Rejects if the port is taken or the data folder is in use (DataLockedError). */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const store = openStore(options);
  const listener = createServer();
  try {
    await listen(listener, options.port ?? 0, host);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port } = listener.address() as AddressInfo;
  const connections = serve(listener, store, port, options);
  const stopExpiry = startExpiry(store, options.expiryIntervalMs ?? 5_000);
  return {
    port,
    uri: `mongodb://${host.includes(':') ? `[${host}]` : host}:${port}`,
    store,
    async close() {
      stopExpiry();
      const closed = new Promise((resolve) => listener.close(resolve));
      await Promise.all([...connections].map((connection) => connection.close()));
      await closed;
      await store.close();
    },
  };
}

function serve(listener: Server, store: Store, port: number, { user, password }: ServerOptions): Set<Connection> {
  const credentials = user !== undefined && password !== undefined ? credentialsOf(user, password) : undefined;
  const context = { store, cursors: new Cursors(), port, credentials };
  const connections = new Set<Connection>();
  let nextId = 1;
  listener.on('connection', (socket) => {
    const connection = new Connection(socket, context, nextId++);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  return connections;
}

function listen(listener: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => {
      listener.off('error', reject);
      resolve();
    });
  });
}
