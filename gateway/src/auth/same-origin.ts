import { Problem } from '@shop/common/errors';
import type { Context } from 'koa';

/**
 * Throws 403 CROSS_ORIGIN when a browser says that another site's page made this request. `host` is what the client
 * takes for our host, with or without its port, `scheme` how it comes to us as far as that is known. What sends neither
 * Sec-Fetch-Site, Origin nor Referer is no browser, and no page drives it.
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
  // nothing but a host may be in it
  return !/[/?#@\\\s]/.test(host) && URL.canParse(ours) && new URL(ours).host === theirs;
}

const crossOrigin = () =>
  new Problem(403, 'CROSS_ORIGIN', {
    detail: 'With the session cookie, changes are taken only from our own pages; other clients send a bearer token.',
  });
