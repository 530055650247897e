import { ROLES } from '@shop/common/auth/callers';
import { textSchema } from '@shop/common/validation/text-schema';
import { ACCOUNT_LIMITS, LANGUAGES } from '@shop/protos/contract';
import Joi from 'joi';

/** An e-mail address; any top-level domain, compared without case. */
export const emailSchema = textSchema({ min: 1, max: ACCOUNT_LIMITS.email }).email({ tlds: false });
/** A password that is being chosen. It is compared in NFKC, so its length is counted in that form. */
export const newPasswordSchema = textSchema({ ...ACCOUNT_LIMITS.password, form: 'NFKC', visible: true });
/**
 * A password that is being tried: a short one is wrong, not malformed. Passwords chosen by releases without normal forms may be longer in
 * NFKC.
 */
export const triedPasswordSchema = textSchema({
  min: 1,
  max: ACCOUNT_LIMITS.password.max,
  form: 'NFKC',
  orAsSent: true,
});
/** The name of an account: visible text in one line. */
export const nameSchema = textSchema({ min: 1, max: ACCOUNT_LIMITS.name, visible: true, oneLine: true });
/** The language of an account's mails. */
export const languageSchema = Joi.string().valid(...LANGUAGES);
export const roleSchema = Joi.string().valid(...ROLES);

export interface CredentialsBody {
  email: string;
  password: string;
}
export const credentialsSchema = Joi.object<CredentialsBody>({
  email: emailSchema.required(),
  password: triedPasswordSchema.required(),
});
