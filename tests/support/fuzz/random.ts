import { Random } from '@shop/testkit/random';

/** The generator of one case of a run, so that each case can be repeated without the others. */
export const randomOf = (seed: number, index: number): Random =>
  new Random(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(index + 1, 0xc2b2ae35));
