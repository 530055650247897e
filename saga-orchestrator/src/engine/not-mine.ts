/**
 * This process cannot act for a saga: it has no definition of its type and version, or its journal holds a line of a kind that a
 * newer release writes. Nothing was changed; an orchestrator that knows it carries on.
 */
export class NotMine extends Error {
  override readonly name = 'NotMine';
  /** What is unknown. */
  readonly unknown: 'definition' | 'journal';
  /** Whether an orchestrator that is up is known to have what is unknown here. */
  readonly elsewhere: boolean;
  constructor(message: string, unknown: 'definition' | 'journal' = 'definition', elsewhere = false) {
    super(message);
    this.unknown = unknown;
    this.elsewhere = elsewhere;
  }
}
