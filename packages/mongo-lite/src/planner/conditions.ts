import type { Node } from '../query/nodes.js';
import { And } from '../query/nodes.js';

/** The top-level conditions of a filter, all of which must hold. */
export function conditionsOf(filter: Node): Node[] {
  return filter instanceof And ? filter.children.flatMap(conditionsOf) : [filter];
}
