import { saga } from 'saga-engine';
import { cashier, type Loan } from './given.js';

/** Lends a book to a reader who comes for it. */
export const lendBook = saga<Loan>('lend-book', { version: 1 })
  .pivot('charge-deposit', { command: (s) => cashier.charge({ loan: s.id, amount: s.input.deposit }) })
  .end();
