import Joi from 'joi';
import { characters, closesDirections, inOneLine, isWellFormed, visible } from './text.js';

/** The rules for a text, beside being well-formed. */
interface Rules {
  readonly min: number;
  readonly max: number;
  /** Counted in this normal form. */
  readonly form?: 'NFKC';
  /** Or as it was sent, whichever is shorter. */
  readonly orAsSent?: boolean;
  /** It must have a visible character. */
  readonly visible?: boolean;
  readonly oneLine?: boolean;
}
interface Text extends Joi.StringSchema {
  written(rules: Rules): Joi.StringSchema;
}

// the longest texts that can have `max` characters: a character has at most two units, and by decomposition at most four more
const unitsOf = ({ max, form }: Rules): number => (form ? 10 : 2) * max;

const counting = Joi.extend((joi: Joi.Root) => ({
  type: 'string',
  base: joi.string(),
  messages: {
    'string.wellFormed': '{#label} must be well-formed Unicode, without half of a surrogate pair',
    'string.visible': '{#label} must show something, not blanks and invisible characters alone',
    'string.oneLine': '{#label} must be one line without control characters',
    'string.directions':
      '{#label} must not change the direction of the text after it: it has an invisible control character',
  },
  rules: {
    written: {
      method(this: Joi.Schema, rules: Rules) {
        return this.$_addRule({ name: 'written', args: { rules } });
      },
      args: ['rules'],
      validate(value: string, helpers: Joi.CustomHelpers, { rules }: { rules: Rules }) {
        const { min, max, form } = rules;
        if (value.length > unitsOf(rules)) return helpers.error('string.max', { limit: max });
        if (!isWellFormed(value)) return helpers.error('string.wellFormed');
        const counted = characters(form ? value.normalize(form) : value);
        const count = rules.orAsSent ? Math.min(counted, characters(value)) : counted;
        if (count > max) return helpers.error('string.max', { limit: max });
        if (count < min) return helpers.error('string.min', { limit: min });
        if (rules.visible && !visible(value)) return helpers.error('string.visible');
        if (rules.oneLine && !inOneLine(value)) return helpers.error('string.oneLine');
        if (rules.oneLine && !closesDirections(value)) return helpers.error('string.directions');
        return value;
      },
      jsonSchema: ({ args: { rules } }: { args: { rules: Rules } }, schema: Record<string, unknown>) => ({
        ...schema,
        minLength: rules.min,
        maxLength: rules.max,
      }),
    },
  },
})) as { string(): Text };

/** A well-formed text of `min` to `max` characters (code points); what is far too long is refused before anything reads it. */
export const textSchema = (rules: Rules): Joi.StringSchema => counting.string().written(rules);
