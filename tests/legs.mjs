// Which tests run where, and which run alone. CONTRIBUTING.md ("What is tested where") describes it, decision 0106 gives the reasons.

/**
 * The whole-system tests of `npm test`, which should take a few minutes, installation included. CI (MATRIX=usual) and the night also run
 * the others.
 */
export const beforeCommit = ['tests/e2e/orders.e2e', 'tests/e2e/readme.e2e', 'tests/e2e/sessions.e2e'];

/** Tests of one process that only CI and the night run: the most expensive ones, most of which kill or replace processes. */
export const forCi = [
  'dev/test/prepare.int',
  'dev/test/stack.int',
  'gateway/test/process.int',
  'notification-service/test/mails-to-a-slow-server.int',
  'order-service/test/use-cases/barrier.int',
  'order-service/test/use-cases/crash.int',
  'order-service/test/use-cases/growth.int',
  'packages/mongo-lite/test/durability.int',
  'packages/saga-engine/test/one-database.int',
  'payment-service/test/use-cases/charge-decisions.int',
  'payment-service/test/use-cases/crash.int',
  'payment-service/test/use-cases/detach-cards.int',
  'payment-service/test/use-cases/limit-declines.int',
  'saga-orchestrator/test/mixed-fleet-newer.int',
  'saga-orchestrator/test/mixed-fleet.int',
  'saga-orchestrator/test/paused-worker.int',
  'saga-orchestrator/test/queue/backlog.int',
  'tests/deploy/environment.int',
  'tests/examples/exercises.int',
];

/** Tests that run at night only (MATRIX=full): they combine what CI tests separately, or process ten thousand orders. */
export const forNight = ['tests/failure/events.e2e', 'tests/failure/replica-set-matrix.e2e'];

/** Tests that need the whole machine, since they send many requests a second or measure times: they run last, one at a time. */
export const alone = [
  'tests/failure/hangs.e2e',
  'tests/failure/infrastructure.e2e',
  'tests/failure/intake.e2e',
  'tests/failure/releases.e2e',
  'tests/failure/replicas.e2e',
  'tests/failure/slow-participant.e2e',
  'tests/e2e/bad-bodies.e2e',
  'tests/e2e/fuzz.e2e',
  'tests/e2e/http2-floods.e2e',
  'tests/e2e/standstill.e2e',
];

/** The file of a name in these lists. */
export const fileOf = (name) => `${name}.spec.ts`;

/** Whether the list names the spec. */
export const isIn = (list, file) => list.some((name) => file === fileOf(name));

/** Whether the spec runs with this value of MATRIX. */
export function runsWith(file, matrix) {
  if (matrix === 'full') return true;
  if (isIn(forNight, file)) return false;
  if (matrix) return true;
  return file.endsWith('.e2e.spec.ts') ? isIn(beforeCommit, file) : !isIn(forCi, file);
}
