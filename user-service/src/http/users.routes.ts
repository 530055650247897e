import type { Caller } from '@shop/common/auth/callers';
import { route, type AnyRoute } from '@shop/common/http/route';
import { v5 as uuidv5 } from 'uuid';
import { sameEmail } from '../domain/account.js';
import { changeAccount, requireAdministrator } from '../use-cases/administer.js';
import { DEFAULT_LANGUAGE, preferredLanguage } from '../domain/languages.js';
import { changePassword } from '../use-cases/change-password.js';
import { changeProfile } from '../use-cases/change-profile.js';
import { findOwnAccount } from '../use-cases/find-account.js';
import type { Parts } from '../use-cases/parts.js';
import { register } from '../use-cases/register.js';

import {
  accountChangeSchema,
  accountOf,
  accountSchema,
  accountsSchema,
  passwordChangeSchema,
  profileOf,
  profileSchema,
  registrationSchema,
  profileChangeSchema,
  userIdSchema,
  usersQuerySchema,
} from './users.schema.js';

const tag = 'Users';
// any fixed UUID: it separates our derived ids from those of others
const REGISTRATIONS = '5b0f4a5e-6f4e-4c0b-9d7f-0c8f7b3f2a61';

/** The owner of an Idempotency-Key while there is no user yet: one address, for one e-mail. */
const registrant = ({ address }: Caller, email: string): string => `${address ?? ''} ${sameEmail(email)}`;

/** Registration, the own account, and the administrator's view of all accounts. */
export const userRoutes = (parts: Parts): AnyRoute[] => [...ownRoutes(parts), ...adminRoutes(parts)];

const ownRoutes = (parts: Parts): AnyRoute[] => [
  route({
    method: 'POST',
    path: '/api/users/register',
    who: 'anyone',
    summary: 'Register',
    tag,
    body: registrationSchema,
    idempotent: ({ caller, body }) => `registration ${registrant(caller, body.email)}`,
    headers: { 'Accept-Language': 'The language of mails, unless `language` is given: `en` or `ko`' },
    answers: { 201: { description: 'The new account', schema: profileSchema } },
    problems: ['EMAIL_TAKEN'],
    async handle({ body, caller, idempotencyKey, ctx }) {
      const language = body.language ?? preferredLanguage(ctx.get('accept-language')) ?? DEFAULT_LANGUAGE;
      const id = idempotencyKey && uuidv5(`${registrant(caller, body.email)} ${idempotencyKey}`, REGISTRATIONS);
      const account = await register(parts, { ...body, ...(id ? { id } : {}), address: caller.address, language });
      return { status: 201, body: profileOf(account) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/users/me',
    who: 'user',
    summary: 'Your account',
    tag,
    answers: { 200: { description: 'Your account', schema: profileSchema } },
    problems: ['ACCOUNT_DISABLED'],
    handle: async ({ caller }) => ({ status: 200, body: profileOf(await findOwnAccount(parts, caller.userId!)) }),
  }),
  route({
    method: 'PATCH',
    path: '/api/users/me',
    who: 'user',
    summary: 'Change your name, or the language of your mails',
    tag,
    body: profileChangeSchema,
    answers: { 200: { description: 'Your account', schema: profileSchema } },
    problems: ['ACCOUNT_DISABLED'],
    handle: async ({ caller, body }) => ({
      status: 200,
      body: profileOf(await changeProfile(parts, caller.userId!, body)),
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/users/me/password',
    who: 'user',
    summary: 'Change your password; every log-in of yours ends',
    tag,
    body: passwordChangeSchema,
    answers: { 204: { description: 'Changed' } },
    problems: ['BAD_CREDENTIALS', 'ACCOUNT_DISABLED', 'RATE_LIMITED'],
    async handle({ caller, body, begun }) {
      await changePassword(parts, caller.userId!, { ...body, begun, address: caller.address });
      return { status: 204 };
    },
  }),
];

const adminRoutes = (parts: Parts): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/users',
    who: 'admin',
    summary: 'All accounts, the newest first',
    tag,
    query: usersQuerySchema,
    answers: { 200: { description: 'A page of accounts', schema: accountsSchema } },
    async handle({ caller, query }) {
      await requireAdministrator(parts, caller.userId!);
      const { items, nextCursor } = await parts.users.list(query);
      return { status: 200, body: { items: items.map(accountOf), nextCursor } };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/users/:id',
    who: 'admin',
    summary: 'Change the role of an account, or disable it',
    tag,
    params: userIdSchema,
    body: accountChangeSchema,
    answers: { 200: { description: 'The account', schema: accountSchema } },
    problems: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR'],
    async handle({ caller, params, body }) {
      await requireAdministrator(parts, caller.userId!);
      return { status: 200, body: accountOf(await changeAccount(parts, caller.userId!, params.id, body)) };
    },
  }),
];
