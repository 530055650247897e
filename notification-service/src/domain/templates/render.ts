import type { Language } from '@shop/protos/contract';
import type { Draft } from './words.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

/** A line of plain text: what a user wrote must not look like another line. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');

/** Wraps at 72 characters where words allow it: longer lines are encoded, which makes the source hard to read. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of oneLine(text).split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > 72) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** A mail as plain text. */
export function asText({ paragraphs, list = [], link, closing }: Draft): string {
  const blocks = [
    ...paragraphs.map(wrapped),
    ...(list.length > 0 ? [list.map((each) => `- ${oneLine(each)}`).join('\n')] : []),
    ...(link ? [link.url] : []),
    ...closing.map(wrapped),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A mail as HTML: nothing in it is loaded from elsewhere. */
export function asHtml({ subject, paragraphs, list = [], link, closing }: Draft, language: Language): string {
  const p = (inner: string) => `<p>${inner}</p>`;
  const body = [
    ...paragraphs.map((each) => p(escapeHtml(each))),
    ...(list.length > 0 ? ['<ul>', ...list.map((each) => `<li>${escapeHtml(each)}</li>`), '</ul>'] : []),
    ...(link ? [p(`<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`)] : []),
    ...closing.map((each) => p(escapeHtml(each))),
  ];
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family: sans-serif">',
    ...body,
    '</body></html>',
    '',
  ].join('\n');
}
