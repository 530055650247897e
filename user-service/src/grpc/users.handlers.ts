import { serve, type Served } from '@shop/common/grpc/server';
import { idSchema } from '@shop/common/http/server';
import { ID_LENGTHS, valid } from '@shop/common/validation/validate';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import { CALLERS } from '@shop/topology/callers';
import Joi from 'joi';
import type { Account } from '../domain/account.js';
import { DEFAULT_LANGUAGE } from '../domain/languages.js';
import { sentTokenSchema } from '../http/tokens.schema.js';
import { findAccount } from '../use-cases/find-account.js';
import { findReset } from '../use-cases/find-reset.js';
import type { Parts } from '../use-cases/parts.js';
import { validateToken } from '../use-cases/validate-token.js';

const tokenSchema = Joi.object<{ accessToken: string }>({ accessToken: sentTokenSchema });
const userSchema = Joi.object<{ userId: string }>({ userId: idSchema.required() });
/** The most accounts in one call. */
const MOST_USERS = 100;
// an id that no account can have is one that is unknown, and does not spoil the others
const usersSchema = Joi.object<{ userIds: string[] }>({
  userIds: Joi.array().items(Joi.string().allow('').max(ID_LENGTHS.any)).max(MOST_USERS),
});
const resetSchema = Joi.object<{ resetId: string }>({ resetId: idSchema.required() });

const userOf = ({ createdAt, id, email, name, role, disabled, language = DEFAULT_LANGUAGE }: Account) => ({
  id,
  email,
  name,
  role,
  disabled,
  createdAtMs: createdAt.getTime(),
  language,
});

/** Accounts as the other processes see them: `shop.v1.Users`. */
export const userHandlers = (parts: Parts): Served =>
  serve<UsersDefinition>('Users', CALLERS.Users, {
    async ValidateToken(request) {
      const { accessToken } = valid(tokenSchema, { accessToken: request.accessToken });
      const { userId, role, expiresAt } = await validateToken(parts, accessToken);
      return { userId, role, expiresAtMs: expiresAt.getTime() };
    },
    async GetUser(request) {
      const { userId } = valid(userSchema, { userId: request.userId });
      return userOf(await findAccount(parts, userId));
    },
    async GetUsers(request) {
      const { userIds } = valid(usersSchema, { userIds: request.userIds });
      return { users: (await parts.users.byIds(userIds)).map(userOf) };
    },
    async GetPasswordReset(request) {
      const { resetId } = valid(resetSchema, { resetId: request.resetId });
      const { reset, account } = await findReset(parts, resetId);
      const token = parts.resetTokens.tokenOf(resetId);
      return { user: userOf(account), token, expiresAtMs: reset.expiresAt.getTime() };
    },
    async ListAdministrators() {
      return { userIds: [...(await parts.administrators.read()).ids] };
    },
  });
