import { compareStrings } from '../bson/compare.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { conditionsOf } from '../planner/conditions.js';
import type { Node } from '../query/nodes.js';
import { Leaf, Or } from '../query/nodes.js';
import { applyAlongPath } from './apply-path.js';
import { applyUpdate } from './apply.js';
import type { Update } from './compile.js';
import { withId } from './id.js';

/**
 * The document that an upsert inserts: the equality conditions of the filter, then the update. Throws NotSingleValueField (54) if the
 * filter gives one path two values.
 */
export function documentForUpsert(filter: Node, update: Update): Doc {
  const equalities = equalitiesOf(filter).toSorted((a, b) => compareStrings(a.path, b.path));
  checkSingle(equalities);
  const wanted = update.kind === 'replacement' ? equalities.filter(({ path }) => path === '_id') : equalities;
  const start = wanted.reduce<Doc>(
    (doc, { path, value }) =>
      applyAlongPath(doc, { operator: '$set', parts: path.split('.'), existing: () => value, missing: () => value }),
    new Map(),
  );
  return withId(applyUpdate(update, start, { inserting: true }));
}

interface Equality {
  path: string;
  value: Value;
}

function equalitiesOf(filter: Node): Equality[] {
  return conditionsOf(filter).flatMap((node) => {
    if (node instanceof Or && node.children.length === 1) return equalitiesOf(node.children[0]!);
    if (!(node instanceof Leaf)) return [];
    if (node.kind === 'eq') return [{ path: node.path, value: node.operand }];
    // MongoDB treats an `$in` of one value as an equality.
    const values = node.operand as Value[];
    return node.kind === 'in' && values.length === 1 ? [{ path: node.path, value: values[0] }] : [];
  });
}

function checkSingle(sorted: readonly Equality[]): void {
  for (const [i, { path }] of sorted.entries()) {
    for (const { path: other } of sorted.slice(0, i)) {
      if (path === other) {
        throw new CommandError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
      }
      if (path.startsWith(`${other}.`)) {
        throw new CommandError(54, `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`);
      }
    }
  }
}
