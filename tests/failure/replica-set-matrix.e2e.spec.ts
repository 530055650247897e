import { describeMatrix } from './crash-matrix.suite.js';
import { commandCases, effectCases } from './matrix.js';

// the points where money and stock move and where the journal is written; REPLICA_SET=on runs the whole crash matrix
const CHOSEN =
  /^(order\.(reserve|confirm)|payment\.(authorize|capture)|orchestrator\.(journal-append|job)|order\.db-write)\./;
const cases = [...commandCases(['crash']), ...effectCases(['crash'])].filter(({ point }) => CHOSEN.test(point));

describeMatrix('the crash matrix while the primary of the store changes', cases, {
  onReplicaSet: Number(process.env['SEED'] ?? 5),
});
