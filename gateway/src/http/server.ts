import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { answerUnreadable } from '@shop/common/http/unreadable';
import { seconds } from '@shop/common/time';
import type Koa from 'koa';
import { HTTP2_SETTINGS, isWanted, watchSessions } from './http2-sessions.js';
import { cutSlowClients } from './slow-clients.js';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Paths of the certificate and its key; enables HTTP/2 and HTTP/1.1 over TLS. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** Milliseconds for a request's headers, and for the whole request; slower connections are closed. */
  readonly headersMs?: number;
  readonly requestMs?: number;
  /** Milliseconds until a client that does not read its answer is disconnected. */
  readonly stalledMs?: number;
}

export interface Listening {
  readonly port: number;
  /** Accepts no new connection, lets requests end for up to `graceMs`, then closes the remaining connections. */
  close(graceMs?: number): Promise<void>;
}

/** Listens; port 0 takes a free one. Rejects when the port is taken or a TLS file cannot be read. */
export async function listen(app: Koa, options: ServerOptions): Promise<Listening> {
  const handler = inTurn(app.callback());
  const times = {
    headersTimeout: options.headersMs ?? seconds(10),
    requestTimeout: options.requestMs ?? seconds(30),
    connectionsCheckingInterval: Math.min(seconds(2), options.headersMs ?? seconds(2)),
    keepAliveTimeout: seconds(65),
    requireHostHeader: false,
  };
  const server = options.tls
    ? (createSecureServer(
        {
          allowHTTP1: true,
          handshakeTimeout: times.headersTimeout,
          settings: HTTP2_SETTINGS,
          cert: readFileSync(options.tls.certFile),
          key: readFileSync(options.tls.keyFile),
        },
        handler,
      ) as unknown as Server)
    : createServer(times, handler);
  // Node accepts these as options for HTTP without TLS only
  Object.assign(server, times);
  answerUnreadable(server);
  const open = trackConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  // not earlier: their timers would outlive a start that fails, and no connection is accepted yet
  const stop = [
    cutSlowClients(server, times.requestTimeout, options.stalledMs),
    watchSessions(server, { headersMs: times.headersTimeout, keepAliveMs: times.keepAliveTimeout }),
  ];
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = seconds(8)) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => open.sockets.forEach((socket) => socket.destroy()), graceMs);
        server.close(() => {
          clearTimeout(cut);
          void Promise.all(stop.map((each) => each())).then(() => resolve());
        });
        open.sessions.forEach((session) => session.close());
        if (options.tls) return;
        server.closeIdleConnections();
        // opened in advance and never used: Node does not count these as idle, and close would wait for them
        for (const socket of open.sockets) if (socket.bytesRead === 0) socket.destroy();
      }),
  };
}

function trackConnections(server: Server): { sockets: Set<Socket>; sessions: Set<ServerHttp2Session> } {
  const open = { sockets: new Set<Socket>(), sessions: new Set<ServerHttp2Session>() };
  const track = (socket: Socket) => {
    open.sockets.add(socket);
    socket.once('close', () => open.sockets.delete(socket));
  };
  server.on('connection', track);
  server.on('secureConnection', track);
  server.on('session', (session: ServerHttp2Session) => {
    open.sessions.add(session);
    session.once('close', () => open.sessions.delete(session));
  });
  return open;
}

const inTurn =
  (handler: ReturnType<Koa['callback']>): ReturnType<Koa['callback']> =>
  async (request, response) => {
    const { stream } = request as Partial<Http2ServerRequest>;
    if (stream && !(await isWanted(stream))) return;
    // of an answer that waits for an earlier one on its connection Node does not even report that the client has left
    if (!stream && !response.socket) await new Promise((resolve) => response.once('socket', resolve));
    await handler(request, response);
  };

/** Redirects every HTTP request to the same address over HTTPS. */
export async function listenToRedirect(host: string, port: number, httpsPort: number): Promise<Listening> {
  const server = createServer((request, response) => {
    const name = /^[A-Za-z0-9.-]+|^\[[0-9a-fA-F:]+\]/.exec(request.headers.host ?? '')?.[0];
    if (!name || !request.url?.startsWith('/')) return void response.writeHead(400).end();
    const suffix = httpsPort === 443 ? '' : `:${httpsPort}`;
    response.writeHead(308, { location: `https://${name}${suffix}${request.url}`, connection: 'close' }).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
