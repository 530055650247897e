/** A mail server and its credentials. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the start; else STARTTLS where the server offers it. */
  readonly secure: boolean;
  readonly user?: string;
  readonly pass?: string;
}

/** Parses `smtp://[user:password@]host[:587]` or `smtps://…[:465]`. Throws with the expected format, without showing the password. */
export function readSmtpAddress(text: string): SmtpAddress {
  const wrong = 'must be an address like smtp://user:password@host:587 or smtps://…:465';
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) throw new Error(wrong);
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  if (!hostname || !['', '/'].includes(pathname) || search || hash || port === '0') throw new Error(wrong);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(username ? { user: decode(username, wrong), pass: decode(password, wrong) } : {}),
  };
}

const decode = (part: string, wrong: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error(wrong);
  }
};

/** Whether the host name or address is this machine. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
