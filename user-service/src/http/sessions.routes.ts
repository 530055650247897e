import { route, type AnyRoute } from '@shop/common/http-route';
import { SESSION_LIFE } from '../domain/lifetimes.js';
import { endSession } from '../use-cases/end-session.js';
import { openSession } from '../use-cases/open-session.js';
import type { Parts } from '../use-cases/parts.js';
import { credentialsSchema } from './account.schema.js';
import { sessionOf, sessionSchema } from './sessions.schema.js';

const tag = 'Log-in';
const COOKIE = 'session';

/** A Set-Cookie value that scripts cannot read and other sites cannot make a browser send. */
const sessionCookie = (value: string, lifeMs: number, secure: boolean): string =>
  `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifeMs / 1000}${secure ? '; Secure' : ''}`;

/** Log-in and log-out of browser pages, by cookie; `secure` where the outside is HTTPS only. */
export const sessionRoutes = (parts: Parts, { secure }: { secure: boolean }): AnyRoute[] => [
  route({
    method: 'POST',
    path: '/api/sessions',
    who: 'anyone',
    summary: 'Log a browser in',
    tag,
    body: credentialsSchema,
    answers: { 201: { description: 'Logged in; the cookie is set', schema: sessionSchema } },
    problems: { 401: ['BAD_CREDENTIALS'], 403: ['CROSS_ORIGIN', 'ACCOUNT_DISABLED'], 429: ['RATE_LIMITED'] },
    async handle({ body }) {
      const { account, token } = await openSession(parts, body);
      const headers = { 'set-cookie': sessionCookie(token, SESSION_LIFE, secure), 'cache-control': 'no-store' };
      return { status: 201, headers, body: sessionOf(account) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/sessions',
    who: 'anyone',
    summary: 'Log a browser out',
    tag,
    answers: { 204: { description: 'Logged out; the cookie is cleared' } },
    problems: { 403: ['CROSS_ORIGIN'] },
    async handle({ ctx }) {
      const cookie = ctx.cookies.get(COOKIE);
      if (cookie) await endSession(parts, cookie);
      return { status: 204, headers: { 'set-cookie': sessionCookie('', 0, secure) } };
    },
  }),
];
