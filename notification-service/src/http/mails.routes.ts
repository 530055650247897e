import { routeNotFound } from '@shop/common/errors';
import { route, type AnyRoute, type Input } from '@shop/common/http/route';
import { days } from '@shop/common/time';
import type { MailRepository } from '../data/mail.repository.js';
import { KEPT } from '../domain/mail.js';
import type { MailFolder } from '../transport/files.js';
import { readMessage } from '../transport/read-message.js';
import { mailPage, mailsPage } from './mail-page.js';
import { mailsQuerySchema, mailsSchema, showMail } from './mails.schema.js';

const tag = 'Mails';
const answer = (page: string) => ({ status: 200, page });
/** The language that the browser prefers. */
const languageOf = (ctx: Input<unknown, unknown, unknown>['ctx']) =>
  ctx.acceptsLanguages('en', 'ko') === 'ko' ? 'ko' : 'en';
const shown = { 200: { description: 'A page for people', type: 'text/html' } };

/** The mails that were or will be sent, for administrators; and in development their contents. */
export const mailRoutes = (mails: MailRepository, folder: MailFolder | undefined): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/mails',
    who: 'admin',
    summary: `Mails of the last ${KEPT / days(1)} days, the newest first: about what, how often tried, what became of them`,
    tag,
    query: mailsQuerySchema,
    answers: { 200: { description: 'A page of mails', schema: mailsSchema } },
    async handle({ query }) {
      const { items, nextCursor } = await mails.list(query);
      return { status: 200, body: { items: items.map(showMail), nextCursor } };
    },
  }),
  route({
    method: 'GET',
    path: '/mail',
    who: 'admin',
    internal: true,
    summary: 'Mails that were written to files, because SMTP_URL is not set',
    tag,
    answers: shown,
    async handle({ ctx }) {
      if (!folder) throw routeNotFound('/mail');
      const names = (await folder.list()).slice(0, 100);
      const read = await Promise.all(names.map(async (name) => ({ name, raw: await folder.read(name) })));
      return answer(
        mailsPage(
          read.flatMap(({ name, raw }) => (raw === undefined ? [] : [{ name, ...readMessage(raw) }])),
          languageOf(ctx),
        ),
      );
    },
  }),
  route<unknown, unknown, { name: string }>({
    method: 'GET',
    path: '/mail/:name',
    who: 'admin',
    internal: true,
    summary: 'One of them',
    tag,
    answers: shown,
    async handle({ params: { name }, ctx }) {
      const raw = await folder?.read(name);
      if (raw === undefined) throw routeNotFound('/mail');
      return answer(mailPage(readMessage(raw), languageOf(ctx)));
    },
  }),
];
