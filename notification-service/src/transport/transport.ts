import type { Message } from './message.js';

/** Sends mails. */
export interface Transport {
  /**
   * Sends one mail. `begin` is awaited right before the moment after which the mail may arrive; if it rejects, the mail is not sent.
   * Resolves when the other side has accepted the mail. Rejects with a NotAccepted when it definitely has not, with anything else when that
   * is not known, provided that `begin` was called.
   */
  send(message: Message, begin: () => Promise<void>): Promise<void>;
}

/** The other side refused a mail; definitely with `final`. */
export class NotAccepted extends Error {
  readonly code: string;
  readonly final: boolean;
  constructor(code: string, { final = false, cause }: { final?: boolean; cause?: unknown } = {}) {
    super(`the mail was not taken: ${code}`, { cause });
    this.code = code;
    this.final = final;
  }
}
