import type { Redis } from 'ioredis';
import type { Middleware } from 'koa';
import { bearerTokens, type BearerTokens } from '../auth/bearer-tokens.js';
import { watchCertificates } from '../config/certificate-watch.js';
import type { ServiceConfig } from '../config/config.js';
import { pingGrpc } from '../grpc/health.js';
import { startGrpcServer, type Served } from '../grpc/server.js';
import { readGrpcTls } from '../grpc/tls.js';
import type { Health } from '../http/health.js';
import type { AnyRoute } from '../http/route.js';
import { createHttpApp, listen } from '../http/server.js';
import type { Logger } from '../logging/logger.js';
import { connectMongo, ensureIndexes, pingMongo, type Connection } from '../mongo/connection.js';
import { IdempotencyStore } from '../mongo/idempotency.js';
import type { App } from '../process.js';
import { connectRedis, pingRedis } from '../redis/connection.js';
import { freeOnFailure, openBasics, type Basics } from './basics.js';
import { openClients, type OpenClient } from './clients.js';
import { openRelays, type OpenRelay } from './relays.js';

/** The parts of every service that owns data. */
export interface ServiceBasics extends Basics {
  readonly mongo: Connection;
  readonly redis: Redis;
  /** First part of the names of its fault points. */
  readonly faultPrefix: string;
  /** Opens a client that is closed with this process. */
  readonly client: OpenClient;
  /** Opens a relay that is closed with this process. */
  readonly relay: OpenRelay;
}

/**
 * Starts work that runs beside requests. The returned function ends it, while the last requests are answered; `answered` resolves when they
 * are.
 */
export type Begin = () => (answered: Promise<unknown>) => unknown;

/** The service's own parts. */
export interface ServiceParts<Own> {
  readonly grpc: readonly Served[];
  readonly http: readonly AnyRoute[];
  /** Checks bearer tokens; without it the process that stores the accounts is asked. */
  readonly access?: BearerTokens;
  /** Runs before the token check, for outside callers that authenticate differently. */
  readonly open?: Middleware;
  /** Work that runs beside requests, started once they are served. All of it is ended at the same time. */
  readonly begin?: readonly Begin[];
  /** What the started service exposes beside its ports, for tests. */
  readonly own?: Own;
}

export interface ServiceDescription<Data, Own> {
  readonly name: string;
  /** First part of the names of its fault points. */
  readonly faultPrefix: string;
  /** JWKS_URLS only if bearer tokens are checked with the process that stores the accounts. */
  readonly config: Omit<ServiceConfig, 'JWKS_URLS'> & { readonly JWKS_URLS?: string[] };
  /** Instead of its own, in tests. */
  readonly logger?: Logger | undefined;
  /** Makes the fingerprints of requests with an Idempotency-Key unguessable, see IdempotencyStore. */
  readonly fingerprintSecret?: string;
  /** Opens the collections; their indexes are created next. */
  data(basics: ServiceBasics): Data;
  /** Creates the service's own parts. */
  parts(basics: ServiceBasics & { readonly data: Data }): ServiceParts<Own> | Promise<ServiceParts<Own>>;
}

/** A running service. */
export type Service<Own = unknown> = App & { readonly ports: { readonly http: number; readonly grpc: number } } & Own;

/**
 * Starts a service: MongoDB and Redis, its collections and their indexes, its own parts, gRPC, HTTP, then its background work. It ends in
 * reverse: not ready any more, requests and work under way, its own parts, Redis, MongoDB. Rejects, with everything freed, when
 * MongoDB cannot be reached or a port is taken; without Redis it starts unready.
 */
export async function startService<Data, Own = unknown>(
  description: ServiceDescription<Data, Own>,
): Promise<Service<Own>> {
  const { name, config, faultPrefix } = description;
  const { HOST: host } = config;
  const basics = openBasics(name, config, description.logger);
  const { logger, metrics, faults, internal, closing } = basics;
  const tls = readGrpcTls(config, logger);
  return freeOnFailure(basics, async () => {
    if (tls) {
      closing.add(watchCertificates(logger, 'GRPC_TLS_CERT_FILE', tls.cert));
      closing.add(watchCertificates(logger, 'GRPC_TLS_CA_FILE', tls.ca));
    }
    const mongo = await connectMongo(config.MONGODB_URI, { logger, faults, prefix: faultPrefix, metrics });
    closing.add(() => mongo.close());
    const redis = connectRedis(config.REDIS_URL, { logger, metrics });
    closing.add(() => redis.disconnect());
    const client = openClients({ internal, metrics, tls }, closing);
    const all: ServiceBasics = { ...basics, mongo, redis, faultPrefix, client, relay: openRelays(basics) };
    const data = description.data(all);
    const idempotency = new IdempotencyStore(mongo, description.fingerprintSecret);
    await ensureIndexes(mongo);
    const parts = await description.parts({ ...all, data });

    const answering = { logger, metrics, faults, internal };
    const grpc = await startGrpcServer({
      ...answering,
      host,
      port: config.GRPC_PORT,
      tls,
      services: parts.grpc,
      faultPrefix,
    });
    const servers: { close(): Promise<void> }[] = [grpc];
    const ends: ReturnType<Begin>[] = [];
    const health: Health = {
      draining: false,
      checks: {
        mongo: () => pingMongo(mongo),
        redis: () => pingRedis(redis),
        grpc: () => pingGrpc(grpc.port, host, tls),
      },
    };
    closing.add(() => {
      health.draining = true;
      const answered = Promise.all(servers.map((server) => server.close()));
      return Promise.all([answered, ...ends.map(async (end) => end(answered))]);
    });
    const app = createHttpApp({
      ...answering,
      health,
      access: parts.access ?? bearerTokens(config.JWKS_URLS ?? [], internal),
      idempotency,
      ...(parts.open ? { open: parts.open } : {}),
      routes: parts.http,
    });
    const http = await listen(app, host, config.PORT);
    servers.push(http);
    for (const begin of parts.begin ?? []) ends.push(begin());
    logger.info('Listening', { http: http.port, grpc: grpc.port });
    return { ports: { http: http.port, grpc: grpc.port }, close: () => closing.close(), ...parts.own } as Service<Own>;
  });
}
