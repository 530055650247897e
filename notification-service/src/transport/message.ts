import { createHash } from 'node:crypto';
import type { Recipient } from '../domain/templates/draft.js';
import { asHtml, asText } from '../domain/templates/render.js';
import type { Draft } from '../domain/templates/words.js';

/** A mail as it is sent: RFC 5322 text, sender and recipient. */
export interface Message {
  readonly id: string;
  readonly raw: Buffer;
  readonly from: string;
  readonly to: string;
}

export interface MessageOptions {
  readonly mailId: string;
  /** As `Shop <shop@example.com>`. */
  readonly from: string;
  readonly to: Recipient;
  readonly draft: Draft;
  /** True when it may have arrived before: a header says so. Its Message-ID is the same. */
  readonly possibleDuplicate: boolean;
  readonly date: Date;
}

/** The name of a mail, which reveals neither an id of ours nor an address; the same each time. */
const nameOf = (mailId: string): string => createHash('sha256').update(mailId).digest('hex').slice(0, 32);

/** Composes a mail, in text and HTML. */
export async function composeMessage(options: MessageOptions): Promise<Message> {
  const { mailId, from, to, draft, possibleDuplicate, date } = options;
  // loaded when the first mail is composed, which makes starting faster
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js');
  const node = new MailComposer({
    from,
    to: { name: to.name, address: to.email },
    subject: draft.subject,
    text: asText(draft),
    html: asHtml(draft, to.language),
    date,
    messageId: `<${nameOf(mailId)}@${domainOf(from)}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': to.language,
      ...(possibleDuplicate ? { 'X-Possible-Duplicate': 'yes' } : {}),
    },
    // the content is text only: no file and no address is ever read
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const envelope = node.getEnvelope();
  const [recipient] = envelope.to;
  if (!envelope.from || !recipient) throw new Error('the mail has no sender or no recipient');
  return { id: nameOf(mailId), raw: await node.build(), from: envelope.from, to: recipient };
}

const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
