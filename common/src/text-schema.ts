import Joi from 'joi';
import { characters, isWellFormed } from './text.js';

interface Length {
  readonly min: number;
  readonly max: number;
  /** Counted in this normal form. */
  readonly form?: 'NFKC';
}
interface Counted extends Joi.StringSchema {
  counted(length: Length): Joi.StringSchema;
}

// the longest texts that can have `max` characters: a character has at most two units, and by decomposition at most four more
const unitsOf = ({ max, form }: Length): number => (form ? 10 : 2) * max;

const counting = Joi.extend((joi: Joi.Root) => ({
  type: 'string',
  base: joi.string(),
  messages: { 'string.wellFormed': '{#label} must be well-formed Unicode, without half of a surrogate pair' },
  rules: {
    counted: {
      method(this: Joi.Schema, length: Length) {
        return this.$_addRule({ name: 'counted', args: { length } });
      },
      args: ['length'],
      validate(value: string, helpers: Joi.CustomHelpers, { length }: { length: Length }) {
        const { min, max, form } = length;
        if (value.length > unitsOf(length)) return helpers.error('string.max', { limit: max });
        if (!isWellFormed(value)) return helpers.error('string.wellFormed');
        const count = characters(form ? value.normalize(form) : value);
        if (count > max) return helpers.error('string.max', { limit: max });
        return count < min ? helpers.error('string.min', { limit: min }) : value;
      },
      jsonSchema: ({ args: { length } }: { args: { length: Length } }, schema: Record<string, unknown>) => ({
        ...schema,
        minLength: length.min,
        maxLength: length.max,
      }),
    },
  },
})) as { string(): Counted };

/** A well-formed text of `min` to `max` characters (code points); what is far too long is refused before anything reads it. */
export const textSchema = (length: Length): Joi.StringSchema => counting.string().counted(length);
