import { serve, type Served } from '@shop/common/grpc/server';
import { idSchema } from '@shop/common/http/server';
import { valid } from '@shop/common/validation/validate';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import { CALLERS } from '@shop/topology/callers';
import Joi from 'joi';
import { findAccount } from '../use-cases/find-account.js';
import type { Parts } from '../use-cases/parts.js';
import { validateToken } from '../use-cases/validate-token.js';

const tokenSchema = Joi.object<{ accessToken: string }>({ accessToken: Joi.string().max(4096).required() });
const userSchema = Joi.object<{ userId: string }>({ userId: idSchema.required() });

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
      const { createdAt, id, email, name, role, disabled } = await findAccount(parts, userId);
      return { id, email, name, role, disabled, createdAtMs: createdAt.getTime() };
    },
  });
