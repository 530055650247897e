import Joi from 'joi';
import { emailSchema, newPasswordSchema } from './account.schema.js';

export const resetRequestSchema = Joi.object<{ email: string }>({ email: emailSchema.required() });

/** A long text is no good token; it is not malformed. */
export const resetSchema = Joi.object<{ token: string; newPassword: string }>({
  token: Joi.string().max(4096).required(),
  newPassword: newPasswordSchema.required(),
});
