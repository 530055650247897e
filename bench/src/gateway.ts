import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { accessTokens } from './gateway-tokens.js';
import { startPeers, type Peer } from './gateway-peers.js';
import { closedLoop } from './load.js';
import { peakMiB } from './procfs.js';
import { middle, publish, rateRatio } from './report.js';
import { inRounds, type Phase } from './rounds.js';
import { warmUp } from './warm-up.js';

const sizes = { rounds: Number(process.env['ROUNDS'] ?? 5), warmUp: 4000, loaded: 8000, single: 1000 };
const LANES = 64;

/**
 * One GET with an access token, answered by the same stand-in: requested directly, through a bare http-proxy-3, through nginx as a plain
 * proxy, and through the gateway with everything enabled: tokens, limits in Redis, logs, metrics.
 */
export async function benchGateway(): Promise<void> {
  const tokens = accessTokens(LANES);
  const { peers, missing, stop } = await startPeers(tokens.jwks);
  const pools = new Map(peers.map((peer) => [peer, new Pool(peer.url, { connections: LANES, pipelining: 1 })]));
  let begun = 0;
  const ask = (peer: Peer) => async () => {
    const { statusCode, body } = await pools.get(peer)!.request({
      method: 'GET',
      path: `/api/orders/${randomUUID()}`,
      headers: { authorization: `Bearer ${tokens.of(begun++)}`, accept: 'application/json' },
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${peer.name} answered ${statusCode}: ${text}`);
  };
  const phase = (peer: Peer, inFlight: number): Phase => ({
    name: `${peer.name}, ${inFlight} in flight`,
    pids: { 'load generator': process.pid, upstream: peers[0]!.pid, ...(peer.pid ? { [peer.name]: peer.pid } : {}) },
    run: () => closedLoop(inFlight === 1 ? sizes.single : sizes.loaded, inFlight, ask(peer)),
  });
  try {
    for (const peer of peers) await warmUp(peer.name, sizes.warmUp, LANES, ask(peer));
    const results = await inRounds(
      sizes.rounds,
      [LANES, 1].flatMap((inFlight) => peers.map((peer) => phase(peer, inFlight))),
    );
    const p50 = (name: string) => middle(results, `${name}, 1 in flight`, 'p50');
    const added = p50('gateway') - p50('direct');
    const at64 = (name: string) => `${name}, ${LANES} in flight`;
    const others = peers.filter(({ name }) => name !== 'direct' && name !== 'gateway');
    publish({
      name: 'gateway',
      unit: 'request',
      results,
      peakMiB: peakMiB(Object.fromEntries(peers.map(({ name, pid }) => [name, pid]))),
      facts: [
        ...missing,
        `Added by the gateway at p50 with one in flight: **${added.toFixed(2)} ms** (aim below 2: ${added < 2 ? 'reached' : 'missed'})`,
      ],
      ratios: others.map(({ name }) =>
        rateRatio(
          `The gateway's rate, of ${name}`,
          results,
          [at64('gateway'), at64(name)],
          ...(name === 'http-proxy-3' ? [0.85] : []),
        ),
      ),
    });
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.close()));
    await stop();
  }
}
