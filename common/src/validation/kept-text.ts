import type Joi from 'joi';
import { redactText } from '../logging/redact.js';
import { textSchema } from './text-schema.js';

/** A free text that is stored and shown, such as a reason: what looks like a card number in it is redacted. */
export const keptTextSchema = (rules: Parameters<typeof textSchema>[0]): Joi.StringSchema =>
  textSchema(rules).custom((text: string) => redactText(text));
