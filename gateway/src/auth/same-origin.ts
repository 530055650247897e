import { Problem } from '@shop/common/errors';
import type { Context } from 'koa';

/**
 * Throws 403 CROSS_ORIGIN when a browser says that another site's page made this request. `host` is our host as the client sees it, with or
 * without port; `scheme` is the client's scheme as far as it is known. A request without Sec-Fetch-Site, Origin and Referer does not come
 * from a browser, so no page can have caused it.
 */
export function requireSameOrigin(ctx: Context, host: string, scheme?: 'http' | 'https'): void {
  const site = ctx.get('sec-fetch-site');
  const from = ctx.get('origin') || ctx.get('referer');
  if (site !== '' && site !== 'same-origin' && site !== 'none') throw crossOrigin();
  if (from !== '' && !isOurs(from, host, scheme)) throw crossOrigin();
}

/** Whether a page's address is at our host: a default port is the same as none (RFC 6454, 4). */
function isOurs(page: string, host: string, scheme: string | undefined): boolean {
  if (!URL.canParse(page)) return false;
  const { protocol, host: theirs } = new URL(page);
  const ours = `${protocol}//${host}`;
  if (theirs === '' || (scheme !== undefined && protocol !== `${scheme}:`)) return false;
  // it may contain nothing but a host
  return !/[/?#@\\\s]/.test(host) && URL.canParse(ours) && new URL(ours).host === theirs;
}

const crossOrigin = () =>
  new Problem(403, 'CROSS_ORIGIN', {
    detail: 'With the session cookie, changes are taken only from our own pages; other clients send a bearer token.',
  });
