/** What a mail program would make a link of: an address, or words around a dot as in a host. */
const LIKE_A_LINK = /[/\\@:]|[.\u3002\uff0e\uff61]\p{L}{2}/u;
/** Signs that turn the direction of what follows them. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * What a mail calls its recipient; empty for a name that looks like a link. Whoever registers chooses a name, for an address that
 * may be somebody else's, and that person must not find somebody's link in a mail of the shop.
 */
export const nameInMails = (name: string): string => {
  const shown = name.replaceAll(DIRECTIONS, '');
  return LIKE_A_LINK.test(shown.normalize('NFKC')) ? '' : shown;
};
