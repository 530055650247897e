import { invalid } from '../errors.js';
import { isWellFormed } from './text.js';

const WHAT = 'must be well-formed Unicode, without half of a surrogate pair';

/** Throws 422 VALIDATION_FAILED for JSON in which a text or a member's name is not well-formed Unicode, naming the place. */
export function requireWellFormed(value: unknown, at: string): void {
  const left: [place: string, value: unknown][] = [[at, value]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [place, each] = next;
    if (typeof each === 'string' && !isWellFormed(each)) throw illFormed(place);
    if (typeof each !== 'object' || each === null) continue;
    for (const [name, member] of Object.entries(each)) {
      if (!isWellFormed(name)) throw illFormed(place);
      // numbers and the like need no place
      if (typeof member === 'string' ? !isWellFormed(member) : typeof member === 'object' && member !== null)
        left.push([place === '' ? name : `${place}.${name}`, member]);
    }
  }
}

/** Throws 422 VALIDATION_FAILED for a path or query (without `?`) that is not percent-encoded UTF-8. */
export function requireUtf8(path: string, query: string): void {
  for (const [place, text] of [
    ['path', path],
    ['query', query],
  ] as const)
    try {
      if (text.includes('%')) decodeURIComponent(text);
    } catch {
      throw invalid([{ path: place, message: `${place} must be percent-encoded UTF-8` }]);
    }
}

const illFormed = (place: string) =>
  invalid([{ path: place.slice(0, 200) || 'body', message: `${place.slice(0, 200) || 'body'} ${WHAT}` }]);
