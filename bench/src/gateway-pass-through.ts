import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface HttpProxy {
  createProxyServer(options: object): { web(request: IncomingMessage, response: ServerResponse): void };
}

// a proxy that only forwards: the reference for the cost of the gateway's checks
const { PORT, TARGET, HTTP_PROXY_3 = 'http-proxy-3' } = process.env;
const { createProxyServer } = (await import(HTTP_PROXY_3)) as HttpProxy;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const proxy = createProxyServer({ target: TARGET, agent });
createServer({ keepAliveTimeout: 65_000 }, (request, response) => proxy.web(request, response)).listen(
  Number(PORT),
  '127.0.0.1',
);
