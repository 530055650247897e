/** Rules for text that people write, in one place. Everything here is linear in the length of the text. */

/** How long a text is in characters: code points, not UTF-16 units. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** False for a text with half a surrogate pair: it has no UTF-8 form, and is stored and signed as another text. */
export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

// what shows nothing by itself: blanks, controls, formatting, marks that need a letter, fillers (Hangul's are letters to
// Unicode), the empty braille pattern and the null note head
const SEEN = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{DI}\p{NChar}\u2800\u{1D159}]/u;

/** True when a reader sees anything of this text: false for blanks, invisible characters and combining marks alone. */
export const visible = (text: string): boolean => SEEN.test(text);

/** True for a text without line breaks and other control characters. */
export const inOneLine = (text: string): boolean => !/[\p{Cc}\u2028\u2029]/u.test(text);
