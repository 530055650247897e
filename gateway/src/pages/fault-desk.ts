import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { notFound, unavailable } from '@shop/common/errors';
import type { Faults } from '@shop/common/faults';
import { readBody } from '@shop/common/http/body';
import { seconds } from '@shop/common/time';
import type { Exchange, Handler } from '../http/exchange.js';
import { internalHeaders } from '../http/proxy.js';
import { upstreamNames, type UpstreamName } from '../upstreams/upstream-names.js';
import type { Replica } from '../upstreams/replica.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';

export interface FaultDeskOptions {
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly internal: InternalTokens;
  /** The faults of the gateway itself, and the handler of its /faults. */
  readonly faults: Faults;
  readonly own: Handler;
}

const LONGEST_MS = seconds(3);
const BODY_BYTES = 64 * 1024;

/** The faults of every process, for the console: a browser talks to the gateway only. */
export interface FaultDesk {
  /** GET /api/faults: the fault points and armed faults of every process; `down` for one that does not answer. */
  readonly list: Handler;
  /** DELETE /api/faults: disarms every process that answers. */
  readonly disarm: Handler;
  /** POST /api/faults/:process: arms a fault on each replica of that process, which reports whether it can. */
  readonly arm: Handler;
}

/** Forwards an administrator's fault requests to the processes. */
export function faultDesk({ upstreams, internal, faults, own }: FaultDeskOptions): FaultDesk {
  const ask = async (exchange: Exchange, name: UpstreamName, replica: Replica, body: Buffer | null) => {
    const answer = await replica.send({
      method: exchange.ctx.method as 'GET',
      path: '/faults',
      headers: {
        ...internalHeaders(exchange, internal, name),
        ...(body ? { 'content-type': exchange.ctx.get('content-type') } : {}),
      },
      body,
      headersTimeout: LONGEST_MS,
      bodyTimeout: LONGEST_MS,
    });
    const text = await textOf(answer.body);
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const askAll = (exchange: Exchange, name: UpstreamName, body: Buffer | null = null) =>
    Promise.allSettled(upstreams[name].replicas.map((replica) => ask(exchange, name, replica, body)));
  const answersOf = async (...asked: Parameters<typeof askAll>) =>
    (await askAll(...asked)).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));

  return {
    async list(exchange) {
      const others = upstreamNames.map(async (name) => {
        const lists = (await answersOf(exchange, name)).filter(({ status }) => status === 200);
        if (lists.length === 0) return { process: name, points: [], armed: [], down: true };
        return {
          process: name,
          points: lists[0]!.body['points'],
          armed: lists.flatMap(({ body }) => body['armed'] as unknown[]),
        };
      });
      exchange.ctx.body = { items: [{ process: 'gateway', ...faults.list() }, ...(await Promise.all(others))] };
    },
    async disarm(exchange) {
      faults.disarm();
      await Promise.all(upstreamNames.map((name) => askAll(exchange, name)));
      exchange.ctx.status = 204;
    },
    async arm(exchange) {
      const { ctx } = exchange;
      const name = ctx.path.slice('/api/faults/'.length);
      if (name === 'gateway') {
        ctx.path = '/faults';
        return own(exchange);
      }
      const known = upstreamNames.find((each) => each === name);
      if (!known) throw notFound('PROCESS_NOT_FOUND', `There is no process ${name.slice(0, 100)} with faults to arm.`);
      const body = await readBody(ctx.req, { limit: BODY_BYTES });
      const answers = await answersOf(exchange, known, body);
      const worst = answers.toSorted((a, b) => b.status - a.status)[0];
      if (!worst) throw unavailable(`${known} cannot be reached at the moment; try again shortly.`, undefined, 2);
      ctx.status = worst.status;
      ctx.body = worst.body;
      if (worst.status >= 400) ctx.type = 'application/problem+json';
    },
  };
}
