import type { Role } from '@shop/common/auth/callers';
import { idSchema } from '@shop/common/http/server';
import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import Joi from 'joi';
import type { Account } from '../domain/account.js';
import { emailSchema, nameSchema, newPasswordSchema, roleSchema, triedPasswordSchema } from './account.schema.js';

export const registrationSchema = Joi.object<{ email: string; password: string; name: string }>({
  email: emailSchema.required(),
  password: newPasswordSchema.required(),
  name: nameSchema.required(),
});

export const renamingSchema = Joi.object<{ name?: string }>({ name: nameSchema });

export const passwordChangeSchema = Joi.object<{ currentPassword: string; newPassword: string }>({
  currentPassword: triedPasswordSchema.required(),
  newPassword: newPasswordSchema.required(),
});

export const accountChangeSchema = Joi.object<{ role?: Role; disabled?: boolean }>({
  role: roleSchema,
  disabled: Joi.boolean(),
});

export const userIdSchema = Joi.object<{ id: string }>({ id: idSchema.required() });
export const usersQuerySchema = Joi.object<PageQuery>(pageShape);

const profile = {
  id: Joi.string().required(),
  email: emailSchema.required(),
  name: nameSchema.required(),
  role: roleSchema.required(),
  createdAt: Joi.string().isoDate().required(),
};
export const profileSchema = named('Profile', Joi.object(profile));
export const accountSchema = named('Account', Joi.object({ ...profile, disabled: Joi.boolean().required() }));
export const accountsSchema = Joi.object({
  items: Joi.array().items(accountSchema).required(),
  nextCursor: Joi.string().allow(null).required(),
});

/** An account as its owner sees it. */
export const profileOf = ({ id, email, name, role, createdAt }: Account) => ({
  id,
  email,
  name,
  role,
  createdAt: createdAt.toISOString(),
});

/** An account as an administrator sees it. */
export const accountOf = (account: Account) => ({ ...profileOf(account), disabled: account.disabled });
