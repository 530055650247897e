import {
  constants,
  type Http2Stream,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { every, seconds, steadyNow } from '@shop/common/time';

/** Limits of what one client may have open at once. */
export const HTTP2_SETTINGS: SecureServerOptions['settings'] = { maxConcurrentStreams: 100, maxHeaderListSize: 16_384 };

/** Limit, in ten seconds, of frames that cause work without a request (PING, SETTINGS, streams that are reset at once). */
const MOST_IDLE_FRAMES = 100;
const WINDOW_MS = seconds(10);

interface Times {
  /** Time limit for a request's headers. */
  readonly headersMs: number;
  /** Time limit without any request. */
  readonly keepAliveMs: number;
}

/** The state of a session. */
interface Session {
  readonly session: ServerHttp2Session;
  /** The connection itself: `session.socket` throws once the session is destroyed, which may be long before it is closed. */
  readonly socket: Socket;
  streams: number;
  idleSince: number;
  /** Bytes that had been read when it was first found idle. */
  bytes: number | undefined;
  frames: number;
  windowEnds: number;
}

/**
 * Applies the limits of HTTP/1.1 connections to HTTP/2 sessions: a session without a stream is ended after `headersMs` when bytes arrive
 * that do not become a request, and after `keepAliveMs` otherwise; a flood of frames without requests ends it at once. The returned
 * function stops it.
 */
export function watchSessions(server: Server, times: Times): () => Promise<void> {
  const open = new Set<Session>();
  let socket: Socket;
  // Node creates the session of a connection in this same event
  server.prependListener('secureConnection', (connection: Socket) => (socket = connection));
  server.on('session', (session: ServerHttp2Session) => {
    const watched: Session = {
      session,
      socket,
      streams: 0,
      idleSince: steadyNow(),
      // a new session must send a request within `headersMs`
      bytes: -1,
      frames: 0,
      windowEnds: 0,
    };
    open.add(watched);
    session.once('close', () => open.delete(watched));
    session.on('ping', () => countFrame(watched));
    session.on('remoteSettings', () => countFrame(watched));
    session.on('stream', (stream) => follow(watched, stream));
  });
  return every(Math.min(seconds(2), times.headersMs / 4), async () => {
    for (const watched of open) endIfIdle(watched, times);
  });
}

function follow(watched: Session, stream: ServerHttp2Stream): void {
  watched.streams++;
  stream.once('close', () => {
    watched.streams--;
    watched.idleSince = steadyNow();
    watched.bytes = undefined;
    // a client that cancels a request may give "no error" as the reason
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR || stream.aborted || !stream.headersSent) countFrame(watched);
  });
}

/**
 * Whether the client still wants a request once everything that has arrived was read. Requests that are cancelled at once are cheap to send
 * in floods; no work is done for them.
 */
export async function isWanted(stream: Http2Stream): Promise<boolean> {
  await new Promise(setImmediate);
  if (!stream.closed && !stream.destroyed) return true;
  stream.destroy();
  return false;
}

function countFrame(watched: Session): void {
  const now = steadyNow();
  if (now > watched.windowEnds) {
    watched.windowEnds = now + WINDOW_MS;
    watched.frames = 0;
  }
  watched.frames++;
  if (watched.frames > MOST_IDLE_FRAMES) watched.session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
}

function endIfIdle(watched: Session, { headersMs, keepAliveMs }: Times): void {
  // a client that does not read keeps the connection of a destroyed session open
  if (watched.session.destroyed) return void watched.socket.destroy();
  if (watched.streams > 0) return;
  const idle = steadyNow() - watched.idleSince;
  const { bytesRead } = watched.socket;
  watched.bytes ??= bytesRead;
  if (idle > (bytesRead === watched.bytes ? keepAliveMs : headersMs)) watched.session.destroy();
}
