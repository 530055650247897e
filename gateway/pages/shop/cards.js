/** The test cards of the built-in provider, and what each shows. */
export const CARDS = [
  { number: '4242424242424242', does: 'Approved: all five steps go through' },
  { number: '4000000000000002', does: 'Declined: the stock and the order are undone' },
  { number: '4000000000009995', does: 'Declined for lack of funds: undone as well' },
  { number: '4000000000000069', does: 'Declined because the card has expired: undone as well' },
  { number: '4000000000000119', does: 'The provider fails twice, then approves: authorise is retried' },
  { number: '4000000000000341', does: 'Approved, but capture fails twice: it is retried until it works' },
];

/** The card as the API takes it. */
export const detailsOf = (number) => ({
  paymentMethod: 'credit_card',
  cardDetails: { number, expiry: '12/40', cvv: '123' },
});
