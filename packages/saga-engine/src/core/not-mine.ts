/** What an orchestrator must have to carry a saga on. */
export interface Needs {
  readonly type: string;
  readonly version: number;
  /** Kinds of journal lines that it must know beside those that all releases know. */
  readonly events?: readonly string[];
}

/**
 * This process cannot act for a saga: it has no definition of its type and version, or its journal holds lines of a kind that a
 * newer release writes. Nothing was changed; an orchestrator that has what it needs carries on.
 */
export class NotMine extends Error {
  override readonly name = 'NotMine';
  readonly needs: Needs;
  constructor(message: string, { type, version, events = [] }: Needs) {
    super(message);
    this.needs = { type, version, events };
  }
}
