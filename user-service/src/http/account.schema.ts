import { ROLES } from '@shop/common/auth';
import Joi from 'joi';

/** An e-mail address; any top-level domain, compared without case. */
export const emailSchema = Joi.string().max(254).email({ tlds: false });
/** A password that is being chosen. */
export const newPasswordSchema = Joi.string().min(8).max(128);
/** A password that is being tried: a short one is wrong, not malformed. */
export const triedPasswordSchema = Joi.string().max(128);
/** What an account goes by: something to read, in one line. */
export const nameSchema = Joi.string()
  .max(100)
  .pattern(/^[^\p{Cc}]*[^\s\p{Cc}][^\p{Cc}]*$/u, 'a name in one line');
export const roleSchema = Joi.string().valid(...ROLES);

export interface CredentialsBody {
  email: string;
  password: string;
}
export const credentialsSchema = Joi.object<CredentialsBody>({
  email: emailSchema.required(),
  password: triedPasswordSchema.required(),
});
