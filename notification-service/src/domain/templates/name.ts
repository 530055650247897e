/** Text that a mail program would turn into a link: an address, or words around a dot as in a host. */
const LIKE_A_LINK = /[/\\@:]|[.\u3002\uff0e\uff61]\p{L}{2}/u;
/** Control characters that change the direction of the text after them. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Signs of scripts that are written from right to left, and controls of direction. */
const FROM_THE_RIGHT =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name whose direction ends with it: digits after it would be shown before it otherwise, or in reverse. */
export const isolated = (name: string): string =>
  FROM_THE_RIGHT.test(name) ? `\u2068${name.replaceAll(DIRECTIONS, '')}\u2069` : name;

/**
 * The name that a mail shows for its recipient; empty for a name that looks like a link. The name is chosen by whoever registers, possibly
 * with somebody else's address, and the shop's mails must not carry that person's links.
 */
export const nameInMails = (name: string): string => {
  const shown = name.replaceAll(DIRECTIONS, '');
  return LIKE_A_LINK.test(shown.normalize('NFKC')) ? '' : shown;
};
