import { describeMatrix } from './crash-matrix.suite.js';
import { commandCases, effectCases, operatorCases } from './matrix.js';

// effects: crashes by default; with lost replies in CI (MATRIX=usual); all of them at night (MATRIX=full)
const depth = process.env['MATRIX'];
const full = depth === 'full';
const EFFECTS: Record<string, string[]> = {
  usual: ['crash', 'drop-reply'],
  full: ['crash', 'drop-reply', 'unavailable', 'error', 'hang'],
};
const effects = EFFECTS[depth ?? ''] ?? ['crash'];
const others = full ? ['crash', 'unavailable', 'error'] : ['crash'];
const whole = [...commandCases(effects), ...effectCases(others), ...operatorCases(others)];
// POINTS=provider.void runs only the cases of matching points
const points = new RegExp(process.env['POINTS'] ?? '');
// REPLICA_SET=on runs them on the model of a replica set, whose primary changes at random, by SEED
const onReplicaSet = process.env['REPLICA_SET'] === 'on' ? Number(process.env['SEED'] ?? 5) : undefined;

describeMatrix(
  'the crash matrix',
  whole.filter(({ point }) => points.test(point)),
  { onReplicaSet, minutes: full ? 60 : 10 },
);
