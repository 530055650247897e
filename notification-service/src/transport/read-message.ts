/** A mail as a page shows it. */
export interface ShownMessage {
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly possibleDuplicate: boolean;
}

/** Reads a mail that composeMessage wrote: headers, and the text of its two parts. */
export function readMessage(raw: string): ShownMessage {
  const [head, body] = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const part = boundary === undefined ? raw : (body.split(`--${boundary}`)[1] ?? '').replace(/^\r?\n/, '');
  const [partHead, content] = split(part);
  return {
    to: words(header(head, 'To')),
    subject: words(header(head, 'Subject')),
    date: header(head, 'Date'),
    text: decoded(content, header(partHead, 'Content-Transfer-Encoding')).trim(),
    possibleDuplicate: header(head, 'X-Possible-Duplicate') === 'yes',
  };
}

function split(text: string): [head: string, body: string] {
  const { index = text.length, 0: blank = '' } = /\r?\n\r?\n/.exec(text) ?? {};
  return [text.slice(0, index).replaceAll(/\r?\n[ \t]+/g, ' '), text.slice(index + blank.length)];
}

const header = (head: string, name: string): string =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';

const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

function decoded(content: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(content, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return bytesOf(content.replaceAll(/=\r?\n/g, '')).toString('utf8');
  return content;
}

/** RFC 2047: encoded words of a header. */
const words = (text: string): string =>
  text
    .replaceAll(/(\?=)\s+(=\?)/g, '$1$2')
    .replaceAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, inner: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(inner, 'base64').toString('utf8')
        : bytesOf(inner.replaceAll('_', ' ')).toString('utf8'),
    );
