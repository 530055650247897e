import { escapeHtml } from '../domain/templates/render.js';
import type { ShownMessage } from '../transport/read-message.js';

type Language = 'en' | 'ko';

const TEXTS = {
  en: {
    title: 'Mails',
    because: 'Written to files, because SMTP_URL is not set.',
    none: 'None yet.',
    all: 'All mails',
    duplicate: 'possible duplicate',
    to: 'to',
  },
  ko: {
    title: '메일',
    because: 'SMTP_URL이 설정되지 않아 파일로 기록했습니다.',
    none: '아직 없습니다.',
    all: '모든 메일',
    duplicate: '중복일 수 있음',
    to: '받는 사람',
  },
} as const;

const frame = (language: Language, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
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

/** To whom, when, and whether it may have come twice. */
const about = ({ to, date, possibleDuplicate }: ShownMessage, language: Language): string => {
  const texts = TEXTS[language];
  return `${texts.to} ${escapeHtml(to)}, ${escapeHtml(date)}${possibleDuplicate ? ` (${texts.duplicate})` : ''}`;
};

/** The list of mails, the newest first. */
export const mailsPage = (mails: readonly (ShownMessage & { readonly name: string })[], language: Language): string => {
  const { title, because, none } = TEXTS[language];
  const items = mails.map(
    (mail) => `<li><a href="/mail/${mail.name}">${escapeHtml(mail.subject)}</a>: ${about(mail, language)}</li>`,
  );
  return frame(
    language,
    title,
    `<h1>${title}</h1>
<p>${because}</p>
${mails.length === 0 ? `<p>${none}</p>` : ''}
<ul>
${items.join('\n')}
</ul>`,
  );
};

/** Converts URLs in a text to links. */
const withLinks = (text: string): string =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('');

/** One mail, as plain text. */
export const mailPage = (mail: ShownMessage, language: Language): string =>
  frame(
    language,
    mail.subject,
    `<p><a href="/mail">${TEXTS[language].all}</a></p>
<h1>${escapeHtml(mail.subject)}</h1>
<p>${about(mail, language)}</p>
<pre>${withLinks(mail.text)}</pre>`,
  );
