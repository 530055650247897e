import { connect, createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  grpcOrigin,
  processNames,
  processOf,
  redis,
  replicas as perProcess,
  restPorts,
  store,
} from '@shop/topology/processes';
import type { ProcessName } from '@shop/topology/processes';
import { tryLock } from '../lock.mjs';
import { StartFailure } from './failure.js';

const reservedRedisPort = 6379;

interface ProcessPorts {
  rest: number;
  grpc?: number;
}

export interface StackPorts {
  redis: number;
  store: number;
  /** Ports of a replica of a process, the first of which is 1. */
  of(name: ProcessName, replica?: number): ProcessPorts;
}

/** The first REST and gRPC ports of the topology; a base replaces them. */
const usual = { http: restPorts.first, grpc: grpcOrigin };

/**
 * The ports of a stack: the topology's, or with a base (3000 included) REST from the base on, gRPC from base + 51 on.
 * Throws a StartFailure for a base that leaves the port range or would put the stack's Redis on 6379.
 */
export function portsFor(base?: number): StackPorts {
  const first = base ?? usual.http;
  if (!Number.isInteger(first) || first < 1024 || first + 100 > 65535) {
    throw new StartFailure(`--port-base ${first} is not usable: give a whole number from 1024 to 65435.`);
  }
  const shifted = (port: number) => first + port - usual.http;
  if (shifted(redis.port) === reservedRedisPort) {
    throw new StartFailure(`--port-base ${first} would put the stack's Redis on 6379: choose another base.`);
  }
  const firstGrpc = base ?? usual.grpc;
  return {
    redis: shifted(redis.port),
    store: shifted(store.port),
    of(name, replica = 1) {
      const { http, grpc } = processOf(name);
      const shift = perProcess.apart * (replica - 1);
      const rest = shifted(http) + shift;
      return grpc === undefined ? { rest } : { rest, grpc: firstGrpc + grpc - usual.grpc + shift };
    },
  };
}

/** The host by which this machine reaches a process that listens on `host`, as URLs and gRPC write it. */
export function connectHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Whether this program could listen on the port of the host now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a process accepts connections there. */
export function isListening(port: number, host = '127.0.0.1', withinMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: withinMs });
    const finish = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

const reservations: (() => void)[] = [];
process.once('exit', () => reservations.forEach((release) => release()));

/**
 * A base whose ports are all free, for tests. It stays reserved for this process until it ends, so that concurrent test runs do not
 * collide. Below the ephemeral range, so that no outgoing connection takes one of the ports.
 */
export async function freePortBase(): Promise<number> {
  const folder = join(tmpdir(), `shop-port-bases-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const base = 10_000 + 100 * Math.floor(Math.random() * 220);
    const lock = tryLock(join(folder, String(base)));
    if (!lock.release) continue;
    const taken = await Promise.all(allPorts(base).map(async (port) => !(await isPortFree(port))));
    if (!taken.includes(true)) {
      reservations.push(lock.release);
      return base;
    }
    lock.release();
  }
  throw new StartFailure('No 100 free ports in a row were found between 10000 and 32000: end what occupies them.');
}

function allPorts(base: number): number[] {
  const ports = portsFor(base);
  const replicas = Array.from({ length: perProcess.most }, (_, index) => index + 1);
  const own = processNames.flatMap((name) => replicas.flatMap((replica) => Object.values(ports.of(name, replica))));
  return [ports.redis, ports.store, ...own];
}
