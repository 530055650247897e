import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePortBase } from '@shop/dev/ports';
import { processOf } from '@shop/topology/processes';
import { nginx } from './gateway-nginx.js';
import { end, launch, listening, startRedis } from './servers.js';

/** A server that answers the same requests. */
export interface Peer {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

export interface Peers {
  /** The upstream itself (`direct`) first. */
  readonly peers: readonly Peer[];
  /** Proxies that are not available, and why. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Starts the upstream, the proxies that are available, and the gateway as in production, with its log in a file. */
export async function startPeers(jwks: object): Promise<Peers> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-bench-gateway-'));
  const base = await freePortBase();
  const [upstreamPort, barePort, nginxPort, gatewayPort] = [base, base + 1, base + 2, base + 3];
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const upstream = url(upstreamPort);
  const missing: string[] = [];
  const redis = await startRedis(base + 79, folder);
  const started = [redis];
  const log = openSync(join(folder, 'gateway.log'), 'a');
  const start = async (
    name: string,
    port: number,
    command: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
    out: 'ignore' | number = 'ignore',
  ) => {
    const child = launch(command, args, env, out);
    started.push(child);
    await listening(port);
    return { name, url: url(port), pid: child.pid! };
  };
  const node = (name: string, port: number, file: string, env: NodeJS.ProcessEnv, out?: number) =>
    start(name, port, process.execPath, [file], { PORT: String(port), ...env }, out);

  const peers = [await node('direct', upstreamPort, here('gateway-upstream.js'), { JWKS: JSON.stringify(jwks) })];
  try {
    const proxy = fileURLToPath(import.meta.resolve('http-proxy-3'));
    const env = { TARGET: upstream, HTTP_PROXY_3: proxy };
    peers.push(await node('http-proxy-3', barePort, here('gateway-pass-through.js'), env));
  } catch (error) {
    missing.push(`Without http-proxy-3: ${(error as Error).message}`);
  }
  try {
    const { command, args } = await nginx(nginxPort, upstreamPort, folder);
    peers.push(await start('nginx', nginxPort, command, args));
  } catch (error) {
    missing.push(`Without nginx: ${(error as Error).message}`);
  }
  const env = {
    NODE_ENV: 'production',
    INTERNAL_TOKEN_SECRET: randomBytes(32).toString('hex'),
    REDIS_URL: `redis://127.0.0.1:${base + 79}`,
    RATE_LIMIT_REQUESTS: '1000000000',
    ...Object.fromEntries(processOf('gateway').calls.flatMap(({ http }) => (http ? [[http, upstream]] : []))),
  };
  peers.push(await node('gateway', gatewayPort, here('../../gateway/dist/main.cjs'), env, log));
  return {
    peers,
    missing,
    async stop() {
      await Promise.all(started.map(end));
      closeSync(log);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
