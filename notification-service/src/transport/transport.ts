import type { Message } from './message.js';

/** Where mails go. */
export interface Transport {
  /**
   * Hands one over. `begin` is awaited right before the moment after which it may arrive; if it rejects, the mail does not go.
   * Resolves when the other side has it. Rejects with a NotAccepted when it surely does not, with anything else when nobody can
   * say, provided that `begin` was called.
   */
  send(message: Message, begin: () => Promise<void>): Promise<void>;
}

/** The other side refused a mail; with `final` for good. */
export class NotAccepted extends Error {
  readonly code: string;
  readonly final: boolean;
  constructor(code: string, { final = false, cause }: { final?: boolean; cause?: unknown } = {}) {
    super(`the mail was not taken: ${code}`, { cause });
    this.code = code;
    this.final = final;
  }
}
