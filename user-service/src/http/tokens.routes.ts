import { route, type AnyRoute } from '@shop/common/http/route';
import type { KeyRing } from '../data/key-ring.js';
import { logIn } from '../use-cases/log-in.js';
import { logOut } from '../use-cases/log-out.js';
import type { Parts } from '../use-cases/parts.js';
import { refresh } from '../use-cases/refresh.js';
import { credentialsSchema } from './account.schema.js';
import { jwksSchema, refreshTokenSchema, tokenPairSchema } from './tokens.schema.js';

const tag = 'Log-in';

/** Log-in, refresh and log-out, and the keys that verify the tokens. */
export const tokenRoutes = (parts: Parts, keys: KeyRing): AnyRoute[] => [
  route({
    method: 'POST',
    path: '/api/users/login',
    who: 'anyone',
    summary: 'Log in',
    tag,
    body: credentialsSchema,
    answers: { 200: { description: 'An access token and a refresh token', schema: tokenPairSchema } },
    problems: ['BAD_CREDENTIALS', 'ACCOUNT_DISABLED', 'RATE_LIMITED'],
    handle: async ({ body, caller: { address } }) => ({ status: 200, body: await logIn(parts, { ...body, address }) }),
  }),
  route({
    method: 'POST',
    path: '/api/users/refresh',
    who: 'anyone',
    summary: 'Trade a refresh token for a new pair; it works once, and used again ends the log-in',
    tag,
    body: refreshTokenSchema,
    answers: { 200: { description: 'A new pair', schema: tokenPairSchema } },
    problems: ['BAD_REFRESH_TOKEN'],
    handle: async ({ body, gatewayCall }) => ({
      status: 200,
      body: await refresh(parts, body.refreshToken, gatewayCall),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/users/logout',
    who: 'anyone',
    summary: 'End the log-in that a refresh token belongs to',
    tag,
    body: refreshTokenSchema,
    answers: { 204: { description: 'Ended' } },
    async handle({ body }) {
      await logOut(parts, body.refreshToken);
      return { status: 204 };
    },
  }),
  route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    who: 'anyone',
    summary: 'The keys that verify access tokens',
    tag,
    answers: { 200: { description: 'A JWK set (RFC 7517)', schema: jwksSchema } },
    handle: async () => ({ status: 200, headers: { 'cache-control': 'public, max-age=30' }, body: keys.jwks() }),
  }),
];
