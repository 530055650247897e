import { participant, signal } from 'saga-engine';

/** The commands of the participants, and their replies. A loan's id names it everywhere. */
interface Library {
  /** Sets a copy of the book aside; refuses with NO_COPY. */
  reserve(request: { loan: string; title: string }): { copy: number };
  /** The copy can be lent to others again. */
  giveBack(request: { loan: string }): void;
  lend(request: { loan: string; copy: number }): void;
}
interface Cashier {
  /** Takes the deposit; refuses with DECLINED. */
  charge(request: { loan: string; amount: number }): void;
}

export const library = participant<Library>('library');
export const cashier = participant<Cashier>('cashier');
/** Sent when the reader is at the desk. */
export const arrived = signal<{ desk: string }>()('arrived');

export interface Loan {
  title: string;
  deposit: number;
}
