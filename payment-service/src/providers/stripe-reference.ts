import { idSchema } from '@shop/common/validation/validate';

/**
 * Our payment's id in the metadata of an object of Stripe; undefined when it is not ours. Others in the same account may use the key
 * `reference` as well: what has no form of an id is theirs.
 */
export function referenceIn(metadata: { readonly [key: string]: string } | null | undefined): string | undefined {
  const reference = metadata?.['reference'];
  return reference === undefined || idSchema.validate(reference).error ? undefined : reference;
}
