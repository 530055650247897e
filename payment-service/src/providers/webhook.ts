import { Problem, type FieldError } from '@shop/common/errors';
import Joi from 'joi';

const malformed = (detail: string, errors: readonly FieldError[] = []) =>
  new Problem(400, 'MALFORMED_WEBHOOK', { detail, ...(errors.length > 0 ? { extra: { errors } } : {}) });

/** The part of a webhook that is used. Unknown fields are ignored, since providers add fields. */
export const webhookSchema = <T>(keys: Joi.PartialSchemaMap<T>): Joi.ObjectSchema<T> =>
  Joi.object<T>(keys)
    .required()
    .label('the body')
    .prefs({ convert: false, stripUnknown: true, errors: { wrap: { label: false } } });

const anyEvent = webhookSchema<{ type: string }>({ type: Joi.string().max(200).required() });

/** The event of a webhook that was verified; null for one whose type is not among `ours`. Throws 400 MALFORMED_WEBHOOK. */
export function eventOf(body: Buffer, ours: RegExp): { readonly type: string } | null {
  let event: unknown;
  try {
    event = JSON.parse(body.toString());
  } catch {
    throw malformed('The body is not JSON.');
  }
  return ours.test(validWebhook(anyEvent, event).type) ? (event as { type: string }) : null;
}

/** What a `webhookSchema` leaves of a webhook. Throws 400 MALFORMED_WEBHOOK. */
export function validWebhook<T>(schema: Joi.ObjectSchema<T>, event: unknown): T {
  const { error, value } = schema.validate(event);
  if (!error) return value as T;
  const errors = error.details.map(({ path, message }) => ({ path: path.join('.'), message: message.slice(0, 300) }));
  throw malformed(`This webhook is not as it is documented: ${errors[0]!.message}.`, errors);
}
