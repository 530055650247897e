import type { Role } from '@shop/common/auth/callers';
import { idSchema } from '@shop/common/http/server';
import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import Joi from 'joi';
import type { Language } from '@shop/protos/contract';
import type { Account, ProfileChange } from '../domain/account.js';
import { DEFAULT_LANGUAGE } from '../domain/languages.js';
import {
  emailSchema,
  languageSchema,
  nameSchema,
  newPasswordSchema,
  roleSchema,
  triedPasswordSchema,
} from './account.schema.js';

export const registrationSchema = Joi.object<{
  email: string;
  password: string;
  name: string;
  language?: Language;
}>({
  email: emailSchema.required(),
  password: newPasswordSchema.required(),
  name: nameSchema.required(),
  language: languageSchema,
});

export const profileChangeSchema = Joi.object<ProfileChange>({ name: nameSchema, language: languageSchema });

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
  language: languageSchema.required(),
};
export const profileSchema = named('Profile', Joi.object(profile));
export const accountSchema = named('Account', Joi.object({ ...profile, disabled: Joi.boolean().required() }));
export const accountsSchema = Joi.object({
  items: Joi.array().items(accountSchema).required(),
  nextCursor: Joi.string().allow(null).required(),
});

/** An account as its owner sees it. */
export const profileOf = ({ id, email, name, role, createdAt, language = DEFAULT_LANGUAGE }: Account) => ({
  id,
  email,
  name,
  role,
  createdAt: createdAt.toISOString(),
  language,
});

/** An account as an administrator sees it. */
export const accountOf = (account: Account) => ({ ...profileOf(account), disabled: account.disabled });
