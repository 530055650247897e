interface Choosable {
  readonly outstanding: number;
  readonly standing: { readonly state: 'up' | 'down' | 'ejected'; readonly weight: number };
  readonly breaker: 'closed' | 'half-open' | 'open';
}

/**
 * Of two random replicas, the one with fewer outstanding requests; a replica that has just returned takes part in only a share of the
 * choices. Replicas that are down or whose breaker is open are always excluded; ejected ones, and those in `tried`, while there is another.
 * Undefined when none is left.
 */
export function choose<R extends Choosable>(
  replicas: readonly R[],
  tried: ReadonlySet<R> = new Set(),
  random: () => number = Math.random,
): R | undefined {
  const possible = replicas.filter((each) => each.standing.state !== 'down' && each.breaker !== 'open');
  if (possible.length < 2) return possible[0];
  const preferred = possible.filter((each) => each.standing.state === 'up' && !tried.has(each));
  const fresh = preferred.length > 0 ? preferred : possible.filter((each) => !tried.has(each));
  const among = fresh.length > 0 ? fresh : possible;
  if (among.length === 1) return among[0];
  const first = Math.floor(random() * among.length);
  const second = (first + 1 + Math.floor(random() * (among.length - 1))) % among.length;
  const [a, b] = [among[first]!, among[second]!];
  if (isSpared(a, random)) return b;
  if (isSpared(b, random)) return a;
  return b.outstanding < a.outstanding ? b : a;
}

const isSpared = ({ standing: { weight } }: Choosable, random: () => number): boolean =>
  weight < 1 && random() >= weight;
