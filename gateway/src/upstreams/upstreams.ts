import type { Metrics } from '@shop/common/metrics';
import type { GatewayConfig } from '../config.js';
import { upstreamNames, upstreamVariables, type UpstreamName } from './upstream-names.js';
import { Upstream, type UpstreamOptions } from './upstream.js';

/** The share of an upstream's places that one caller may take, unless limits are off. */
const CALLER_SHARE = 0.1;

/** Every service to which requests are forwarded. */
export type Upstreams = Readonly<Record<UpstreamName, Upstream>>;

/** Opens them; tests set other times and another name lookup. */
export function upstreamsOf(
  config: GatewayConfig,
  metrics: Metrics,
  overrides?: Pick<UpstreamOptions, 'times' | 'lookup' | 'lookupMs'>,
): Upstreams {
  const bulkhead = config.BULKHEAD_LIMIT;
  const share = config.RATE_LIMIT ? { share: Math.ceil(bulkhead * CALLER_SHARE) } : {};
  const common = { metrics, bulkhead, ...share, graceMs: config.OUTAGE_GRACE_MS, ...overrides };
  return Object.fromEntries(
    upstreamNames.map((name) => [name, new Upstream({ name, urls: config[upstreamVariables[name]], ...common })]),
  ) as Upstreams;
}
