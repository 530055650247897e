import type { Logger } from '@shop/common/logging/logger';
import type { ServerOptions } from './http/server.js';
import type { UpstreamOptions } from './upstreams/upstream.js';

/** Settings that tests override. */
export interface Overrides {
  readonly logger?: Logger;
  readonly upstream?: Pick<UpstreamOptions, 'times' | 'lookup' | 'lookupMs'>;
  readonly server?: Pick<ServerOptions, 'headersMs' | 'requestMs' | 'stalledMs'>;
  readonly pollMs?: number;
  readonly beatMs?: number;
  readonly rightsMs?: number;
}
