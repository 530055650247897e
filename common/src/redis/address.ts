/** What a REDIS_URL names: one server, a Redis Cluster by some of its nodes, or a primary that Sentinels know by name. */
export interface RedisAddress {
  readonly kind: 'server' | 'cluster' | 'sentinel';
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** The name of the primary, for Sentinels. */
  readonly name?: string;
}

const FORM = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#]+)(?:\/([^/?#]*))?$/;

/**
 * Reads `redis://[[user]:password@]host[:port][/db]`, `redis+cluster://…@host:port[,host:port…]` or
 * `redis+sentinel://…@host:port[,host:port…]/name`; `rediss` in place of `redis` for TLS. Throws a RangeError that says
 * what is wrong, without the address, which may hold a password.
 */
export function readRedisAddress(url: string): RedisAddress {
  const [, scheme, kind = 'server', username, password, hosts = '', rest] = FORM.exec(url) ?? [];
  if (scheme === undefined)
    throw new RangeError('must be redis://host:port, redis+cluster://host:port,… or redis+sentinel://host:port,…/name');
  const standard = kind === 'sentinel' ? 26_379 : 6379;
  const read = hosts.split(',').map((each) => {
    const [, host, port] = /^(\[[^\]]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/.exec(each) ?? [];
    if (host === undefined || Number(port) > 65_535) throw new RangeError('must name each host as host or host:port');
    return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? standard : Number(port) };
  });
  if (kind === 'server' && read.length > 1)
    throw new RangeError(
      'names several hosts: write redis+cluster:// for a Redis Cluster, redis+sentinel:// for Sentinels',
    );
  if (kind === 'sentinel' && !rest) throw new RangeError('must end with the name of the primary, as in /mymaster');
  if (kind === 'cluster' && rest) throw new RangeError('must name no database: a Redis Cluster has only one');
  if (kind === 'server' && rest && !/^\d{1,5}$/.test(rest))
    throw new RangeError('must end with the number of a database, as in /0');
  return {
    kind: kind as RedisAddress['kind'],
    hosts: read,
    tls: scheme === 'rediss',
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(kind === 'sentinel' && rest ? { name: decodeURIComponent(rest) } : {}),
  };
}
