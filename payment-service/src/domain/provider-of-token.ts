/** The provider of a token that an earlier release stored without one: the two providers' tokens have different formats. */
export const providerOfToken = (token: string): string => (token.startsWith('tok_') ? 'simulated' : 'stripe');
