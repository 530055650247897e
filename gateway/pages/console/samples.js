const MOST = 900;

/** The samples and one more: what `GET /api/system` said, by when it said so. The oldest are forgotten. */
export const keep = (samples, system) =>
  samples.at(-1)?.at === system.at
    ? samples
    : [...samples.slice(1 - MOST), { ...system, seconds: Date.parse(system.at) / 1000 }];

/** The times of the samples and one value of each; null where it was not known. */
export const over = (samples, ...values) => [
  samples.map(({ seconds }) => seconds),
  ...values.map((value) => samples.map((sample) => value(sample) ?? null)),
];

/** Every breaker by name, with its state now. */
export const breakersOf = ({ processes }) => {
  const all = new Map();
  for (const { process, replica, breaker, breakers = [] } of processes) {
    if (breaker) all.set(`gateway → ${process} ${portOf(replica)}`, breaker);
    for (const { upstream, state } of breakers) all.set(`${process} → ${upstream}`, state);
  }
  return all;
};

const portOf = (replica) => (URL.canParse(replica ?? '') ? `:${new URL(replica).port}` : '');
