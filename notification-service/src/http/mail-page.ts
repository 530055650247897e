import { escapeHtml } from '../domain/templates/render.js';
import type { ShownMessage } from '../transport/read-message.js';

const frame = (title: string, body: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="/assets/shared/look.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main>
${body}
    </main>
  </body>
</html>
`;

const mark = ({ possibleDuplicate }: ShownMessage): string => (possibleDuplicate ? ' (possible duplicate)' : '');

/** The list of mails, the newest first. */
export const mailsPage = (mails: readonly (ShownMessage & { readonly name: string })[]): string =>
  frame(
    'Mails',
    `<h1>Mails</h1>
<p>Written to files, because SMTP_URL is not set.</p>
${mails.length === 0 ? '<p>None yet.</p>' : ''}
<ul>
${mails
  .map(
    (mail) =>
      `<li><a href="/mail/${mail.name}">${escapeHtml(mail.subject)}</a> to ${escapeHtml(mail.to)}, ${escapeHtml(mail.date)}${mark(mail)}</li>`,
  )
  .join('\n')}
</ul>`,
  );

/** Converts URLs in a text to links. */
const withLinks = (text: string): string =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('');

/** One mail, as plain text. */
export const mailPage = (mail: ShownMessage): string =>
  frame(
    mail.subject,
    `<p><a href="/mail">All mails</a></p>
<h1>${escapeHtml(mail.subject)}</h1>
<p>To ${escapeHtml(mail.to)}, ${escapeHtml(mail.date)}${mark(mail)}</p>
<pre>${withLinks(mail.text)}</pre>`,
  );
