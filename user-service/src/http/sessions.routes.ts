import { requireProcess, SESSION_HEADER } from '@shop/common/auth/callers';
import { ACCOUNT_PATH, DISABLED_PATH } from '@shop/common/auth/current-accounts';
import { route, type AnyRoute } from '@shop/common/http/route';
import { minutes } from '@shop/common/time';
import { ACCESS_TOKEN_LIFE, SESSION_LIFE } from '../domain/lifetimes.js';
import { endSession } from '../use-cases/end-session.js';
import { openSession } from '../use-cases/open-session.js';
import type { Parts } from '../use-cases/parts.js';
import { validateToken } from '../use-cases/validate-token.js';
import { credentialsSchema } from './account.schema.js';
import { sessionOf, sessionSchema } from './sessions.schema.js';

const tag = 'Log-in';
const COOKIE = 'session';

/** A Set-Cookie value that scripts cannot read and other sites cannot make a browser send. */
const sessionCookie = (value: string, lifeMs: number, secure: boolean): string =>
  `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifeMs / 1000}${secure ? '; Secure' : ''}`;

/** Whether the browser reached the gateway, or a proxy that it trusts, by HTTPS. */
const byHttps = (ctx: { get(header: string): string }): boolean => ctx.get('x-forwarded-proto') === 'https';

/** Log-in and log-out of browser pages, by cookie; `secure` when clients reach the system only by HTTPS, whatever the gateway says. */
export const sessionRoutes = (parts: Parts, { secure }: { secure: boolean }): AnyRoute[] => [
  route({
    method: 'POST',
    path: '/api/sessions',
    who: 'anyone',
    summary: 'Log a browser in',
    tag,
    body: credentialsSchema,
    answers: {
      201: { description: 'Logged in', schema: sessionSchema, headers: { 'Set-Cookie': 'The session' } },
    },
    problems: ['BAD_CREDENTIALS', 'CROSS_ORIGIN', 'ACCOUNT_DISABLED', 'RATE_LIMITED'],
    async handle({ ctx, body, caller: { address } }) {
      const { account, token } = await openSession(parts, { ...body, address });
      const headers = { 'set-cookie': sessionCookie(token, SESSION_LIFE, secure || byHttps(ctx)) };
      return { status: 201, headers, body: sessionOf(account) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/sessions',
    who: 'anyone',
    summary: 'Log a browser out',
    tag,
    answers: { 204: { description: 'Logged out', headers: { 'Set-Cookie': 'Clears the session' } } },
    problems: ['CROSS_ORIGIN'],
    async handle({ ctx }) {
      // the gateway does not forward cookies; it sends this one in a header
      const token = ctx.get(SESSION_HEADER) || ctx.cookies.get(COOKIE);
      if (token) await endSession(parts, token);
      return { status: 204, headers: { 'set-cookie': sessionCookie('', 0, secure || byHttps(ctx)) } };
    },
  }),
  route({
    method: 'GET',
    path: ACCOUNT_PATH,
    who: 'anyone',
    internal: true,
    summary: 'Whose session or access token it is that one of our processes shows, and with which role now',
    answers: { 200: { description: 'A caller' } },
    async handle({ ctx }) {
      const { userId, role } = await validateToken(parts, ctx.get(SESSION_HEADER));
      return { status: 200, body: { userId, role } };
    },
  }),
  route({
    method: 'GET',
    path: DISABLED_PATH,
    who: 'anyone',
    internal: true,
    summary: 'The accounts whose access tokens are worth nothing any more, although they have not expired',
    answers: { 200: { description: 'Ids' } },
    async handle({ caller }) {
      requireProcess(caller, 'gateway');
      const since = new Date(Date.now() - ACCESS_TOKEN_LIFE - minutes(1));
      return { status: 200, body: { ids: await parts.users.disabledAfter(since) } };
    },
  }),
];
