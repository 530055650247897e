import { named } from '@shop/common/http/json-schema';
import Joi from 'joi';
import type { Account } from '../domain/account.js';
import { emailSchema, nameSchema, roleSchema } from './account.schema.js';

export const sessionSchema = named(
  'Session',
  Joi.object({
    id: Joi.string().required(),
    email: emailSchema.required(),
    name: nameSchema.required(),
    role: roleSchema.required(),
  }),
);

/** Who is logged in, for a page to show. */
export const sessionOf = ({ id, email, name, role }: Account) => ({ id, email, name, role });
