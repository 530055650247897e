import { v5, v7 } from 'uuid';

const NAMESPACE = '5b0f6a4e-8a0f-5d57-9c3e-2f6d3b0c9a11';

/** A fresh id, or the one that a key stands for: the same call sent again is about the same thing. */
export const idFor = (kind: string, key: string | undefined): string =>
  key === undefined ? v7() : v5(`${kind}|${key}`, NAMESPACE);
