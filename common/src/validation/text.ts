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

const OPENS_RUN = /[\u202a\u202b\u202d\u202e]/;
const OPENS_ISOLATE = /[\u2066-\u2068]/;
const [CLOSES_RUN, CLOSES_ISOLATE] = ['\u202c', '\u2069'];

/**
 * False for a text with a control character that changes the direction of writing and is not closed in it: what is written after such a
 * text, a price for example, is shown in reverse.
 */
export function closesDirections(text: string): boolean {
  const open: ('run' | 'isolate')[] = [];
  let isolates = 0;
  for (const sign of text.match(/[\u202a-\u202e\u2066-\u2069]/g) ?? []) {
    if (OPENS_RUN.test(sign)) open.push('run');
    else if (OPENS_ISOLATE.test(sign)) {
      open.push('isolate');
      isolates++;
    } else if (sign === CLOSES_RUN && open.at(-1) === 'run') open.pop();
    else if (sign === CLOSES_ISOLATE && isolates > 0) {
      // with what was opened in it
      open.length = open.lastIndexOf('isolate');
      isolates--;
    }
  }
  return open.length === 0;
}
