/** One decoded character of a text, and its position in the text as written. */
export interface ReadChar {
  readonly char: string;
  readonly start: number;
  readonly end: number;
}

/** The characters of a text, with percent-encoding (however often it was encoded) and JSON's escapes decoded. */
export function readOf(text: string): ReadChar[] {
  const read: ReadChar[] = [];
  for (let at = 0; at < text.length;) {
    const char = encodedAt(text, at) ?? { char: String.fromCodePoint(text.codePointAt(at)!), end: 0 };
    const end = char.end || at + char.char.length;
    read.push({ char: char.char, start: at, end });
    at = end;
  }
  return read;
}

const ESCAPED = /\\u([0-9a-f]{4})/iy;
const PERCENT = /%(?:25){0,3}([0-9a-f]{2})/iy;

function encodedAt(text: string, at: number): { char: string; end: number } | undefined {
  if (text[at] === '\\') {
    ESCAPED.lastIndex = at;
    const escaped = ESCAPED.exec(text);
    return escaped
      ? { char: String.fromCharCode(Number.parseInt(escaped[1]!, 16)), end: ESCAPED.lastIndex }
      : undefined;
  }
  if (text[at] !== '%') return undefined;
  const bytes: number[] = [];
  for (let end = at, wanted = 1; bytes.length < wanted; end = PERCENT.lastIndex) {
    PERCENT.lastIndex = end;
    const percent = PERCENT.exec(text);
    if (!percent) return undefined;
    const byte = Number.parseInt(percent[1]!, 16);
    bytes.push(byte);
    if (bytes.length === 1) wanted = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  }
  return { char: Buffer.from(bytes).toString(), end: PERCENT.lastIndex };
}

const MOST_KNOWN = 1_000;
const others = new Map<string, string | undefined>();

/** A decimal digit of any script, or a character that represents one (²,③), as an ASCII digit. */
export function digitOf(char: string): string | undefined {
  if (char <= '9') return char >= '0' ? char : undefined;
  if (char < '\u0080') return undefined;
  if (!others.has(char)) {
    if (others.size >= MOST_KNOWN) others.clear();
    others.set(char, otherDigit(char));
  }
  return others.get(char);
}

function otherDigit(char: string): string | undefined {
  if (!/^\p{N}$/u.test(char)) return undefined;
  const plain = char.normalize('NFKC');
  if (/^\d$/.test(plain)) return plain;
  if (!/^\p{Nd}$/u.test(char)) return undefined;
  // Unicode has the digits of a script in a row of ten, from zero on
  const code = char.codePointAt(0)!;
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
