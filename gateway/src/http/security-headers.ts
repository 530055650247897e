import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';
import type { Middleware } from 'koa';

/** For our own pages: scripts and styles only from our own files, nothing inline, nothing from elsewhere, no frames. */
const PAGES = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};
/** The queue dashboard uses inline styles; scripts must still be files. */
const DASHBOARD = { ...PAGES, styleSrc: ["'self'", "'unsafe-inline'"] };
/** For answers that are not pages. */
const DATA = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/** The headers that helmet sets with these options: always the same, so they are computed once. */
function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  helmet(options)({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}

const BY_HTTPS_ONLY = 'max-age=31536000; includeSubDomains';

/** The headers that restrict what browsers may do with an answer; over HTTPS also Strict-Transport-Security. */
export function securityHeaders(isSecure: (request: IncomingMessage) => boolean): Middleware {
  const make = (directives: Record<string, string[]>) =>
    headersOf({
      contentSecurityPolicy: { useDefaults: false, directives },
      strictTransportSecurity: false,
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'same-origin' },
    });
  const [pages, dashboard, data] = [make(PAGES), make(DASHBOARD), make(DATA)];
  return (ctx, next) => {
    const { path, req, res } = ctx;
    const isData = path.startsWith('/api/') || path.startsWith('/.well-known/') || path.startsWith('/health/');
    const headers = isData ? data : path.startsWith('/admin/queues') ? dashboard : pages;
    for (const name in headers) res.setHeader(name, headers[name]!);
    if (isSecure(req)) res.setHeader('strict-transport-security', BY_HTTPS_ONLY);
    return next();
  };
}
