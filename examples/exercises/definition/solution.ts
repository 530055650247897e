import { hours, saga } from 'saga-engine';
import { arrived, cashier, library, type Loan } from './given.js';

/** Lends a book to a reader who comes for it. */
export const lendBook = saga<Loan>('lend-book', { version: 1 })
  .step('reserve-copy', {
    command: (s) => library.reserve({ loan: s.id, title: s.input.title }),
    compensate: (s) => library.giveBack({ loan: s.id }),
  })
  .waitFor(arrived, { within: hours(72), expires: 'NOT_COLLECTED' })
  .pivot('charge-deposit', { command: (s) => cashier.charge({ loan: s.id, amount: s.input.deposit }) })
  .retriable('lend-copy', { command: (s) => library.lend({ loan: s.id, copy: s.reserveCopy.copy }) })
  .end();
