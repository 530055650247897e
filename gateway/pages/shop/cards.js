/** The test cards of the built-in provider; what each shows stands in words.js by its last four digits. */
export const CARDS = [
  '4242424242424242',
  '4000000000000002',
  '4000000000009995',
  '4000000000000069',
  '4000000000000119',
  '4000000000000341',
  '4000000000000036',
  '4000002500003155',
  '4000000000007726',
  '4000000000005126',
  '4000000000000259',
  '4000000000000648',
];

/** The last four digits of a card number. */
export const last4 = (number) => number.slice(-4);

/** The card as the API takes it. */
export const detailsOf = (number) => ({
  paymentMethod: 'credit_card',
  cardDetails: { number, expiry: '12/40', cvv: '123' },
});
