import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export type Script = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A real HTTP server in place of a service, which can be killed and started again on its port. */
export class StandIn {
  readonly seen: Seen[] = [];
  script: Script;
  healthy = true;
  /** Answers nothing while true, not even its health check, as when its host has left the network. */
  silent = false;
  #server: Server | undefined;
  #port = 0;

  constructor(script: Script = (_, response) => void json(response, 200, { ok: true })) {
    this.script = script;
  }

  static async start(script?: Script): Promise<StandIn> {
    const standIn = new StandIn(script);
    await standIn.start();
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Stops as after kill -9: open connections are cut. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.silent) return;
    if (request.url === '/health/live') return void json(response, this.healthy ? 200 : 500, {});
    let body = '';
    try {
      for await (const chunk of request) body += String(chunk);
    } catch {
      return;
    }
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    if (!seen.url.startsWith('/internal/')) this.seen.push(seen);
    await this.script(seen, response, request);
  }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
