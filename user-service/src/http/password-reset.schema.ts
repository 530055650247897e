import Joi from 'joi';
import { emailSchema, newPasswordSchema } from './account.schema.js';
import { sentTokenSchema } from './tokens.schema.js';

export const resetRequestSchema = Joi.object<{ email: string }>({ email: emailSchema.required() });

export const resetSchema = Joi.object<{ token: string; newPassword: string }>({
  token: sentTokenSchema,
  newPassword: newPasswordSchema.required(),
});
