import type { CancelReason } from '@shop/protos/contract';
import type { OwnReason } from '../webhook.js';

/** A mail before it is text or HTML. */
export interface Draft {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Lines of a list below the paragraphs. */
  readonly list?: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  readonly closing: readonly string[];
}

/** The texts of one language. Names and texts of users are inserted unescaped: see render.ts. */
export interface Words {
  /** `name` may be empty. */
  hello(name: string): string;
  readonly passwordReset: { subject: string; before: string; label: string; after: string };
  confirmed(orderId: string): { subject: string; before: string; label: string };
  total(amount: string): string;
  cancelled(orderId: string, why: string): { subject: string; before: string; label: string };
  readonly reasons: Readonly<Record<CancelReason, string>>;
  refunded(orderId: string, refunded: string, amount: string): { subject: string; before: string; label: string };
  refundFailed(orderId: string, amount: string): { subject: string; before: string; label: string };
  webhookDisabled(host: string, why: string): { subject: string; before: string; label: string };
  readonly whyDisabled: Readonly<Record<OwnReason, string>>;
  readonly greeting: string;
}
