import { Random } from '@shop/testkit/random';

const LINK_FAULTS = ['cut', 'delay', 'black hole', 'one way', 'half-open'] as const;

/** One fault. `forMs`: how long it lasts. The launcher restarts a killed process. */
export type Fault =
  | { readonly kind: 'kill' | 'wipe'; readonly target: string }
  | { readonly kind: 'pause'; readonly target: string; readonly forMs: number }
  | {
      readonly kind: (typeof LINK_FAULTS)[number];
      readonly target: string;
      readonly link: number;
      readonly forMs: number;
    };

/** A fault and its time, milliseconds after the start. */
export interface Planned {
  readonly atMs: number;
  readonly fault: Fault;
}

/** The parts of a shop that faults can hit. */
export interface Targets {
  readonly processes: readonly string[];
  /** `from → to`, by index. */
  readonly links: readonly string[];
}

/** Random faults, one every `everyMs` on average. One seed gives one schedule. */
export function schedule(seed: number, durationMs: number, everyMs: number, targets: Targets): Planned[] {
  const random = new Random(seed);
  const planned: Planned[] = [];
  for (let atMs = everyMs; atMs < durationMs; atMs += random.between(everyMs / 2, everyMs * 1.5))
    planned.push({ atMs: Math.round(atMs), fault: randomFault(random, targets) });
  return planned;
}

function randomFault(random: Random, { processes, links }: Targets): Fault {
  const chance = random.next();
  if (chance < 0.5) return { kind: 'kill', target: random.pick(processes) };
  if (chance < 0.6) return { kind: 'pause', target: random.pick(processes), forMs: random.between(500, 4000) };
  if (chance < 0.68) return { kind: 'wipe', target: 'redis' };
  const link = random.between(0, links.length - 1);
  return { kind: random.pick(LINK_FAULTS), target: links[link]!, link, forMs: random.between(500, 4000) };
}

/** Describes a fault for reports. */
export const inWords = (one: Fault): string =>
  `${one.kind} ${one.target}${'forMs' in one ? ` for ${(one.forMs / 1000).toFixed(1)} s` : ''}`;
