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
