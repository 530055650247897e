/** What an orchestrator must have to run a saga. */
export interface Needs {
  readonly type: string;
  readonly version: number;
  /** Kinds of journal lines that it must know in addition to those that all releases know. */
  readonly events?: readonly string[];
}

/**
 * This process cannot act on a saga: it has no definition of its type and version, or its journal has lines of a kind that only a newer
 * release writes. Nothing was changed; an orchestrator that has what it needs continues it.
 */
export class NotMine extends Error {
  override readonly name = 'NotMine';
  readonly needs: Needs;
  constructor(message: string, { type, version, events = [] }: Needs) {
    super(message);
    this.needs = { type, version, events };
  }
}
