import Joi from 'joi';

/** Neither days of a year nor years of other lengths, which are ISO 8601 as well: Date reads 2030-012 as December. */
const FORM = /^\d{4}(?:-\d\d(?:-\d\d(?:[T\s].+)?)?)?$/;

/** A time in ISO 8601 on a day that exists: Date reads 30 February as 2 March. `timeOf` reads it. */
export const timeSchema = Joi.string()
  .isoDate()
  .custom((text: string, helpers) => {
    // joi may have converted it to another day
    const sent = String(helpers.original);
    if (!FORM.test(sent)) return helpers.error('string.isoDate');
    const [year, month = 1, day = 1] = sent.slice(0, 10).split('-').map(Number) as [number, number?, number?];
    const there = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
    return there ? text : helpers.message({ custom: 'names a day that its month does not have' });
  });

/** Milliseconds since 1970 of a text that `timeSchema` accepts. Without an offset it is UTC, as everywhere; Date would take the process's zone. */
export function timeOf(text: string): number {
  const [, clock, offset = 'Z'] = /^(.*[T\s][\d:.]+)(Z|[+-][\d:]+)?$/.exec(text) ?? [];
  if (clock === undefined) return Date.parse(text);
  // Date knows no offset of hours alone
  return Date.parse(clock + (/^[+-]\d\d$/.test(offset) ? `${offset}:00` : offset));
}
