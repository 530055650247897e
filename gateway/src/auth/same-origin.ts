import { Problem } from '@shop/common/errors';
import type { Context } from 'koa';

/**
 * Throws 403 CROSS_ORIGIN when a browser says that another site's page made this request. `host` is what the client
 * takes for our host. What sends neither Sec-Fetch-Site, Origin nor Referer is no browser, and no page drives it.
 */
export function requireSameOrigin(ctx: Context, host: string): void {
  const site = ctx.get('sec-fetch-site');
  const from = ctx.get('origin') || ctx.get('referer');
  if (site !== '' && site !== 'same-origin' && site !== 'none') throw crossOrigin();
  if (from !== '' && hostOf(from) !== host.toLowerCase()) throw crossOrigin();
}

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);

const crossOrigin = () =>
  new Problem(403, 'CROSS_ORIGIN', {
    detail: 'With the session cookie, changes are taken only from our own pages; other clients send a bearer token.',
  });
