import { Readable } from 'node:stream';
import { seconds } from '@shop/common/time';
import { isLoopback, type SmtpAddress } from './smtp-address.js';
import { NotAccepted, type Transport } from './transport.js';
import type { Message } from './message.js';

type Connection = InstanceType<(typeof import('nodemailer/lib/smtp-connection/index.js'))['default']>;
/** The fields of nodemailer's errors that describe a reply. */
interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

const CLOSE_MS = seconds(1);

/** Sends mails by SMTP, each over a new connection. No mail takes longer than `timeoutMs`. */
export function smtpTransport(address: SmtpAddress, timeoutMs: number): Transport {
  return {
    async send(message, begin) {
      const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection/index.js');
      const { host, port, secure, user, pass } = address;
      const connection = new SMTPConnection({
        host,
        port,
        secure,
        // a password is sent over TLS only
        requireTLS: !secure && user !== undefined && !isLoopback(host),
        opportunisticTLS: false,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        socketCloseTimeout: CLOSE_MS,
        logger: false,
      });
      let begun = false;
      const handOver = async () => {
        await begin();
        begun = true;
      };
      try {
        await talk(
          connection,
          message,
          handOver,
          timeoutMs,
          user === undefined ? undefined : { user, pass: pass ?? '' },
        );
        connection.quit();
        // the server has accepted the mail, whatever happens to the connection
        setTimeout(() => connection.close(), CLOSE_MS).unref();
      } catch (error) {
        connection.close();
        throw outcomeOf(error as SmtpError, begun);
      }
    },
  };
}

/** Connects, logs in and sends. Rejects as soon as the connection fails, or when the time is over. */
function talk(
  connection: Connection,
  message: Message,
  begin: () => Promise<void>,
  timeoutMs: number,
  auth: { user: string; pass: string } | undefined,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error as Error);
    };
    const late = () => fail(Object.assign(new Error('it took too long'), { code: 'ETIMEDOUT' }));
    // an answer that arrived while this process was blocked is read before the timeout applies
    const timer = setTimeout(() => setImmediate(late), timeoutMs);
    // errors after the end change nothing
    connection.on('error', fail);
    connection.once('end', () => fail(Object.assign(new Error('the connection was closed'), { code: 'ECONNECTION' })));
    const send = () =>
      connection.send({ from: message.from, to: [message.to] }, textOf(message, begin), (error: unknown) => {
        if (error) return fail(error);
        clearTimeout(timer);
        resolve();
      });
    connection.connect((error?: unknown) => {
      if (error) return fail(error);
      if (!auth) return send();
      connection.login(auth, (refused: unknown) => (refused ? fail(refused) : send()));
    });
  });
}

/** The text. Its end, with which the server takes responsibility, is sent only after `begin` has resolved. */
const textOf = ({ raw }: Message, begin: () => Promise<void>): Readable =>
  Readable.from(
    (async function* () {
      yield raw;
      await begin();
    })(),
  );

/** 5xx for sender, recipient or text is definite; a refused password, or a server that is shutting down, is not. */
function outcomeOf(error: SmtpError, begun: boolean): Error {
  const { code = 'ESMTP', responseCode } = error;
  const about = responseCode === undefined ? code : `SMTP_${responseCode}`;
  const final = responseCode !== undefined && responseCode >= 500 && ['EENVELOPE', 'EMESSAGE'].includes(code);
  const answered = responseCode !== undefined && responseCode >= 400 && responseCode !== 421;
  if (!begun || answered) return new NotAccepted(about, { final });
  return Object.assign(new Error(`nobody can say whether the mail was taken: ${about}`), { code: about });
}
