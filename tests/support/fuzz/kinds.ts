import type { Random } from '@shop/testkit/random';
import { sampleOf, type Operation, type Schema } from './operations.js';

/** A request that must be refused with one of `codes`. */
export interface BadRequest {
  /** Its kind, for the report. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
  readonly codes: readonly string[];
}

/** Ids and tokens that exist, so that a bad request that is accepted would change something. */
export interface Known {
  /** Real ids, by the second part of the path: `orders`, `products`, … */
  readonly ids: Readonly<Record<string, string>>;
  readonly tokens: { readonly user: string; readonly admin: string };
}

/** The parts of a request that a kind makes bad; the others stay valid. */
export type Bad = Partial<Omit<BadRequest, 'what' | 'codes'>> & Pick<BadRequest, 'codes'>;
/** Makes a bad request of one kind; returns undefined for an operation that the kind does not apply to. */
export type Kind = (random: Random, operation: Operation, known: Known) => Bad | undefined;

export const VALIDATION = ['VALIDATION_FAILED'];
export const MALFORMED = ['MALFORMED_JSON'];
export const JSON_TYPE = { 'content-type': 'application/json' };
export const hasBody = ({ method }: Operation): boolean => ['POST', 'PUT', 'PATCH'].includes(method);
export const schemaOf = ({ body }: Operation): Schema => body ?? { type: 'object' };
/** A valid body. */
export const sample = (operation: Operation): Record<string, unknown> =>
  sampleOf(schemaOf(operation)) as Record<string, unknown>;
/** A request with this body as JSON. */
export const json = (body: unknown, codes = VALIDATION): Bad => ({
  body: JSON.stringify(body),
  headers: JSON_TYPE,
  codes,
});
