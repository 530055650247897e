import type { Doc, Value } from '../bson/values.js';
import { visitPath } from './path.js';

/** Facts that a match records: which array element matched, for the update operator `$`. */
export interface MatchDetails {
  arrayIndex: number | undefined;
}

/** A part of a compiled filter. */
export interface Node {
  /** Whether the document matches. */
  matches(doc: Doc, details?: MatchDetails): boolean;
  /** Whether this one value matches, without following a path. For the values inside an `$elemMatch`. */
  matchesValue(value: Value): boolean;
}

export type LeafKind = 'eq' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'exists' | 'type' | 'elemMatch' | 'other';

/** A condition on the value at one path. */
export class Leaf implements Node {
  readonly path: string;
  readonly parts: readonly string[];
  readonly kind: LeafKind;
  readonly operand: Value;
  readonly #test: (value: Value, details?: MatchDetails) => boolean;
  readonly #elements: boolean;

  constructor(
    path: string,
    kind: LeafKind,
    operand: Value,
    test: (value: Value, details?: MatchDetails) => boolean,
    elements = true,
  ) {
    this.path = path;
    this.parts = path.split('.');
    this.kind = kind;
    this.operand = operand;
    this.#test = test;
    this.#elements = elements;
  }

  matches(doc: Doc, details?: MatchDetails): boolean {
    if (this.parts.length === 1) {
      const value = doc.get(this.path);
      if (!Array.isArray(value)) return this.#test(value);
    }
    return visitPath(doc, this.parts, this.#elements, (value, index) => {
      if (!this.#test(value, details)) return false;
      if (details && index >= 0) details.arrayIndex = index;
      return true;
    });
  }

  matchesValue(value: Value): boolean {
    return this.#test(value);
  }
}

/** Matches when all of its parts match. */
export class And implements Node {
  readonly children: readonly Node[];
  /** MongoDB evaluates `$elemMatch` first, so that a plain condition determines the element of `$`. */
  readonly #ordered: readonly Node[];

  constructor(children: readonly Node[]) {
    this.children = children;
    const isElemMatch = (node: Node) => node instanceof Leaf && node.kind === 'elemMatch';
    this.#ordered = [...children.filter(isElemMatch), ...children.filter((node) => !isElemMatch(node))];
  }

  matches(doc: Doc, details?: MatchDetails): boolean {
    if (details) return this.#ordered.every((child) => child.matches(doc, details));
    for (const child of this.children) if (!child.matches(doc)) return false;
    return true;
  }

  matchesValue(value: Value): boolean {
    return this.children.every((child) => child.matchesValue(value));
  }
}

/** Matches when one of its parts matches. */
export class Or implements Node {
  readonly children: readonly Node[];

  constructor(children: readonly Node[]) {
    this.children = children;
  }

  matches(doc: Doc): boolean {
    return this.children.some((child) => child.matches(doc));
  }

  matchesValue(value: Value): boolean {
    return this.children.some((child) => child.matchesValue(value));
  }
}

/** Matches when its part does not match. */
export class Not implements Node {
  readonly child: Node;

  constructor(child: Node) {
    this.child = child;
  }

  matches(doc: Doc): boolean {
    return !this.child.matches(doc);
  }

  matchesValue(value: Value): boolean {
    return !this.child.matchesValue(value);
  }
}

/** One node for several that must all hold. */
export function allOf(nodes: readonly Node[]): Node {
  return nodes.length === 1 ? nodes[0]! : new And(nodes);
}
