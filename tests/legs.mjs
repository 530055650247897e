// Which whole-system tests run where, and what runs by itself; CONTRIBUTING.md ("What is tested where") says it in words.

/** In CI (MATRIX=usual) and at night. */
export const forCi = [
  // break Redis, the store, the disk, links and clocks under load
  'failure/clocks',
  'failure/disk-full',
  'failure/infrastructure',
  'failure/intake',
  'failure/links',
  'failure/mails',
  'failure/redis',
  // change the primary of the store
  'failure/fail-over',
  'failure/fail-over-calls',
  'failure/replica-set',
  // freeze, kill, slow down and replace services
  'e2e/restarts',
  'examples/trip-killed',
  'failure/hangs',
  'failure/releases',
  'failure/replicas',
  'failure/slow-participant',
  // send long hostile texts
  'e2e/standstill',
  // build a copy with a generated service
  'generators/generators',
];

/** At night only (MATRIX=full): combine what CI does one by one, or count to ten thousand. */
export const forNight = ['failure/events', 'failure/replica-set-matrix'];

/** Needs the whole machine, since it sends many requests a second or says how soon: runs last, one by one. */
export const alone = [
  'failure/hangs',
  'failure/infrastructure',
  'failure/intake',
  'failure/releases',
  'failure/replicas',
  'failure/slow-participant',
  'e2e/bad-bodies',
  'e2e/fuzz',
  'e2e/http2-floods',
  'e2e/standstill',
];

/** Whether one of these lists names the spec. */
export const isIn = (list, file) => list.some((name) => file === `tests/${name}.e2e.spec.ts`);

/** Whether the spec runs with this value of MATRIX. */
export function runsWith(file, matrix) {
  if (matrix === 'full') return true;
  if (isIn(forNight, file)) return false;
  return Boolean(matrix) || !isIn(forCi, file);
}
