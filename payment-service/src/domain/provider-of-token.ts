/** Where a token of an earlier release, which did not write it down, was made: the two providers' tokens look different. */
export const providerOfToken = (token: string): string => (token.startsWith('tok_') ? 'simulated' : 'stripe');
