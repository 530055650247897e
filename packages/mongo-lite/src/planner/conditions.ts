import type { Node } from '../query/nodes.js';
import { And } from '../query/nodes.js';

/** The conditions that must all hold, from the top of a filter. */
export function conditionsOf(filter: Node): Node[] {
  return filter instanceof And ? filter.children.flatMap(conditionsOf) : [filter];
}
