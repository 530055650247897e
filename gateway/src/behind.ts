import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { connectRedis } from '@shop/common/redis/connection';
import type { Basics } from '@shop/common/service/basics';
import type { Redis } from 'ioredis';
import { accountsOf, disabledOf } from './auth/accounts.js';
import { DisabledAccounts, hearDisabled } from './auth/disabled-accounts.js';
import type { GatewayConfig } from './config.js';
import { Streams } from './live/streams.js';
import type { Overrides } from './overrides.js';
import type { UpstreamName } from './upstreams/upstream-names.js';
import type { Upstream } from './upstreams/upstream.js';
import { upstreamsOf } from './upstreams/upstreams.js';

/** What the gateway holds open towards the processes behind it, and what it hears from there. */
export interface Behind {
  readonly redis: Redis;
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly streams: Streams;
  readonly accounts: CurrentAccounts;
  readonly disabled: DisabledAccounts;
}

/** Opens it; `closing` frees it. Nothing has to be there yet. */
export function openBehind(basics: Basics, config: GatewayConfig, { upstream, beatMs }: Overrides): Behind {
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
  const hearing = hearDisabled(subscriber, disabled, logger);
  closing.add(async () => {
    // without Redis it may still wait to begin
    subscriber.disconnect();
    await (await hearing)?.close();
  });
  return { redis, upstreams, streams, accounts: new CurrentAccounts(accountsOf(users, internal)), disabled };
}
