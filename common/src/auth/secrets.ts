/** The secrets of a variable that may hold several, comma separated: the newest first, then those that are still accepted. */
export const secretsOf = (text: string): string[] =>
  text
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
