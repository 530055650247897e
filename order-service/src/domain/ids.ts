import { v5, v7 } from 'uuid';

const NAMESPACE = '5b0f6a4e-8a0f-5d57-9c3e-2f6d3b0c9a11';

/** A new id, or the one derived from a key: the same call sent again refers to the same object. */
export const idFor = (kind: string, key: string | undefined): string =>
  key === undefined ? v7() : v5(`${kind}|${key}`, NAMESPACE);
