/** How long samples are kept, seconds; the gateway keeps one a minute as long. */
const HOUR = 3600;

const timed = (sample) => ({ ...sample, seconds: Date.parse(sample.at) / 1000 });

function recent(samples) {
  const last = samples.at(-1)?.seconds ?? 0;
  return samples.filter(({ seconds }) => seconds > last - HOUR);
}

/** The samples of the last hour and one more: what `GET /api/system` said, by when it said so. */
export const keep = (samples, system) =>
  samples.at(-1)?.at === system.at ? samples : recent([...samples, timed(system)]);

/** What the gateway has kept of the last hour, before the samples that were taken since. */
export function precede(history, samples) {
  const first = samples[0]?.seconds ?? Infinity;
  return recent([...history.map(timed).filter(({ seconds }) => seconds < first), ...samples]);
}

/** The times of the samples and one value of each; null where it was not known. */
export const over = (samples, ...values) => [
  samples.map(({ seconds }) => seconds),
  ...values.map((value) => samples.map((sample) => value(sample) ?? null)),
];

/** Every circuit breaker by who has it and toward whom, with its state. */
export const breakersOf = ({ processes }) =>
  new Map(
    processes.flatMap(({ process, replica, breakers = [] }) =>
      breakers.map(({ upstream, state }) => [`${process}${portOf(replica)} → ${shortly(upstream)}`, state]),
    ),
  );

// on one machine the port tells replicas apart, elsewhere the host
const shortly = (upstream) => upstream.replace(/ (https?:\/\/|grpc )(127\.0\.0\.1|localhost)?/, ' ');
const portOf = (replica) => (URL.canParse(replica) ? `:${new URL(replica).port}` : '');
