/** The secrets of a variable that may hold several, comma separated: the newest first, then those still taken. */
export const secretsOf = (text: string): string[] =>
  text
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
