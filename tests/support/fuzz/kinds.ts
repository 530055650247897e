import type { Dice } from './dice.js';
import { sampleOf, type Operation, type Schema } from './operations.js';

/** A request that must be refused, and with which codes. */
export interface BadRequest {
  /** What is bad about it, for the report. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
  readonly codes: readonly string[];
}

/** What the requests are about: things that exist, so that a request taken for a good one would change something. */
export interface Known {
  /** Real ids, by the second part of the path: `orders`, `products`, … */
  readonly ids: Readonly<Record<string, string>>;
  readonly tokens: { readonly user: string; readonly admin: string };
}

/** What a kind of badness says of a request; the rest is as it should be. */
export type Bad = Partial<Omit<BadRequest, 'what' | 'codes'>> & Pick<BadRequest, 'codes'>;
/** One kind of badness; gives nothing where it does not apply. */
export type Kind = (dice: Dice, operation: Operation, known: Known) => Bad | undefined;

export const VALIDATION = ['VALIDATION_FAILED'];
export const MALFORMED = ['MALFORMED_JSON'];
export const JSON_TYPE = { 'content-type': 'application/json' };
export const hasBody = ({ method }: Operation): boolean => ['POST', 'PUT', 'PATCH'].includes(method);
export const schemaOf = ({ body }: Operation): Schema => body ?? { type: 'object' };
/** A body that would be taken. */
export const sample = (operation: Operation): Record<string, unknown> =>
  sampleOf(schemaOf(operation)) as Record<string, unknown>;
/** A request with this body as JSON. */
export const json = (body: unknown, codes = VALIDATION): Bad => ({
  body: JSON.stringify(body),
  headers: JSON_TYPE,
  codes,
});
