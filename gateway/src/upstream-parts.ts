import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { connectRedis } from '@shop/common/redis/connection';
import type { Basics } from '@shop/common/service/basics';
import type { Redis } from 'ioredis';
import { accountsOf, disabledOf } from './auth/accounts.js';
import { DisabledAccounts, subscribeToDisabled } from './auth/disabled-accounts.js';
import type { GatewayConfig } from './config.js';
import { Streams } from './live/streams.js';
import type { Overrides } from './overrides.js';
import type { UpstreamName } from './upstreams/upstream-names.js';
import type { Upstream } from './upstreams/upstream.js';
import { upstreamsOf } from './upstreams/upstreams.js';

/** The gateway's connections to other processes, and the state that it keeps from their broadcasts. */
export interface UpstreamParts {
  readonly redis: Redis;
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly streams: Streams;
  readonly accounts: CurrentAccounts;
  readonly disabled: DisabledAccounts;
}

/** Opens the connections; `closing` closes them. No other process has to be available yet. */
export function openUpstreamParts(
  basics: Basics,
  config: GatewayConfig,
  { upstream, beatMs }: Overrides,
): UpstreamParts {
  const { logger, metrics, internal, closing } = basics;
  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  closing.add(() => redis.disconnect());
  const subscriber = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
  closing.add(() => subscriber.disconnect());
  const upstreams = upstreamsOf(config, metrics, upstream);
  closing.add(() => Promise.all(Object.values(upstreams).map((each) => each.close())));
  const streams = new Streams({ redis: subscriber, logger, metrics, ...(beatMs ? { beatMs } : {}) });
  closing.add(() => streams.close());
  const users = upstreams['user-service'];
  const disabled = new DisabledAccounts(disabledOf(users, internal));
  closing.add(() => disabled.close());
  const hearing = subscribeToDisabled(subscriber, disabled, logger);
  closing.add(async () => {
    // without Redis the subscription may still be waiting to start
    subscriber.disconnect();
    await (await hearing)?.close();
  });
  return { redis, upstreams, streams, accounts: new CurrentAccounts(accountsOf(users, internal)), disabled };
}
