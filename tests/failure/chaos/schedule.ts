import { Random } from '../../../packages/saga-engine/test/core/simulation/random.js';

const LINK_FAULTS = ['cut', 'delay', 'black hole', 'one way', 'half-open'] as const;

/** One blow. `forMs`: how long it lasts; a killed process is started again by its launcher. */
export type Strike =
  | { readonly kind: 'kill' | 'wipe'; readonly target: string }
  | { readonly kind: 'pause'; readonly target: string; readonly forMs: number }
  | {
      readonly kind: (typeof LINK_FAULTS)[number];
      readonly target: string;
      readonly link: number;
      readonly forMs: number;
    };

/** A strike and its time, milliseconds after the beginning. */
export interface Planned {
  readonly atMs: number;
  readonly strike: Strike;
}

export interface Battlefield {
  readonly processes: readonly string[];
  /** `from → to`, by their number. */
  readonly links: readonly string[];
}

/** What happens to whom and when, `everyMs` on average; one seed is one schedule. */
export function schedule(seed: number, durationMs: number, everyMs: number, field: Battlefield): Planned[] {
  const random = new Random(seed);
  const planned: Planned[] = [];
  for (let atMs = everyMs; atMs < durationMs; atMs += random.between(everyMs / 2, everyMs * 1.5))
    planned.push({ atMs: Math.round(atMs), strike: strike(random, field) });
  return planned;
}

function strike(random: Random, { processes, links }: Battlefield): Strike {
  const dice = random.next();
  if (dice < 0.5) return { kind: 'kill', target: random.pick(processes) };
  if (dice < 0.6) return { kind: 'pause', target: random.pick(processes), forMs: random.between(500, 4000) };
  if (dice < 0.68) return { kind: 'wipe', target: 'redis' };
  const link = random.between(0, links.length - 1);
  return { kind: random.pick(LINK_FAULTS), target: links[link]!, link, forMs: random.between(500, 4000) };
}

/** A strike in words, for reports. */
export const inWords = (one: Strike): string =>
  `${one.kind} ${one.target}${'forMs' in one ? ` for ${(one.forMs / 1000).toFixed(1)} s` : ''}`;
