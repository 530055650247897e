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

/** What one client may have open at once. */
export const HTTP2_SETTINGS: SecureServerOptions['settings'] = { maxConcurrentStreams: 100, maxHeaderListSize: 16_384 };

/** Frames that cause work and carry no request (PING, SETTINGS, streams that are reset at once), in ten seconds. */
const MOST_IDLE_FRAMES = 100;
const WINDOW_MS = seconds(10);

interface Times {
  /** For a request's headers. */
  readonly headersMs: number;
  /** Without any request. */
  readonly keepAliveMs: number;
}

/** What is known of a session. */
interface Session {
  readonly session: ServerHttp2Session;
  /** The connection itself: `session.socket` throws once the session is destroyed, which may be long before it is closed. */
  readonly socket: Socket;
  streams: number;
  idleSince: number;
  /** Bytes that had been read when it was first seen idle. */
  bytes: number | undefined;
  frames: number;
  windowEnds: number;
}

/**
 * Holds HTTP/2 sessions to the limits of HTTP/1.1 connections: a session without a stream is ended after `headersMs` when
 * bytes arrive that do not become a request, after `keepAliveMs` otherwise; floods of frames that are no requests end it at
 * once. The returned function ends the watch.
 */
export function watchSessions(server: Server, times: Times): () => Promise<void> {
  const open = new Set<Session>();
  let socket: Socket;
  // Node makes the session of a connection in this same event
  server.prependListener('secureConnection', (connection: Socket) => (socket = connection));
  server.on('session', (session: ServerHttp2Session) => {
    const watched: Session = {
      session,
      socket,
      streams: 0,
      idleSince: steadyNow(),
      // a new one has to become useful at once
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
    // a client that withdraws a request may give "no error" as the reason
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR || stream.aborted || !stream.headersSent) countFrame(watched);
  });
}

/**
 * Whether a request is still wanted once everything that has arrived was read. Requests that are withdrawn at once are cheap
 * to send in floods; no work is done for them.
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
  // a client that does not read keeps the connection of a session that was destroyed
  if (watched.session.destroyed) return void watched.socket.destroy();
  if (watched.streams > 0) return;
  const idle = steadyNow() - watched.idleSince;
  const { bytesRead } = watched.socket;
  watched.bytes ??= bytesRead;
  if (idle > (bytesRead === watched.bytes ? keepAliveMs : headersMs)) watched.session.destroy();
}
