import { createHash } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { Message } from '../../response/message.ts';
import type { Answer } from '../answer.ts';
import { reasonOf } from '../post.ts';
import { type Secrets, WrongSecret } from '../secrets.ts';
import { cut, escapeHtml, plainLines } from '../text.ts';
import { type Tone, toneOf } from '../tone.ts';
import { type DeliveryBy, type Tools, together } from '../tools.ts';

/** Longer subjects are cut off by what shows them. */
const MOST_SUBJECT = 200;

const PRIORITIES = {
  critical: 'high',
  high: 'high',
  medium: 'normal',
  low: 'normal',
  over: 'normal',
} as const satisfies Record<Tone, 'high' | 'normal'>;

/**
 * A mail. Its Message-ID is the same however often it is sent, so that mailboxes can drop what comes twice, and all mails
 * of an incident refer to one that never was, which joins them into a thread whichever of them came first.
 */
export function payloadOf(message: Message, from: string) {
  const host = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'watchbook.invalid';
  const thread = messageId(`incident ${message.incident}`, host);
  return {
    from,
    subject: cut(message.title, MOST_SUBJECT),
    messageId: messageId(message.key, host),
    references: thread,
    ...(message.action === 'open' ? {} : { inReplyTo: thread }),
    date: new Date(message.at),
    priority: PRIORITIES[toneOf(message)],
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: `${[message.title, '', ...plainLines(message)].join('\n')}\n`,
    html: htmlOf(message),
  };
}

function messageId(key: string, host: string): string {
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${host}>`;
}

function htmlOf({ title, lines, links }: Message): string {
  const listed = links.map(
    ({ label, url }) => `<li><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></li>`,
  );
  return [
    `<p><strong>${escapeHtml(title)}</strong></p>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(listed.length === 0 ? [] : [`<ul>${listed.join('')}</ul>`]),
  ].join('\n');
}

/** A mail server as its secret tells of it. */
interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** False only where the address ends in ?starttls=never. */
  readonly startTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

function serverOf(name: string, secrets: Secrets): Server {
  const url = URL.parse(secrets.value(name));
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw new WrongSecret(name, 'an address such as smtps://user:password@mail.example.com');
  const user = decodeURIComponent(url.username);
  const pass = decodeURIComponent(url.password);
  for (const part of [
    url.host,
    url.hostname,
    user,
    pass,
    Buffer.from(`\0${user}\0${pass}`).toString('base64'),
  ])
    secrets.hide(part);
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    startTls: url.searchParams.get('starttls') !== 'never',
    auth: user === '' ? null : { user, pass },
  };
}

/** The sender as written; where only a name is written, the address is the one with which the server is logged in to. */
function senderOf(from: string, server: Pick<Server, 'auth'>): string | null {
  if (from.includes('@')) return from;
  const user = server.auth?.user ?? '';
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(user) ? `"${from.replace(/["\\\r\n]/g, '')}" <${user}>` : null;
}

export async function deliver(
  { serverSecret, from, to }: DeliveryBy<'smtp'>,
  message: Message,
  { secrets, timeoutMs }: Tools,
): Promise<Answer> {
  const { startTls, ...server } = serverOf(serverSecret, secrets);
  const sender = senderOf(from, server);
  if (sender === null)
    return {
      ok: false,
      final: true,
      result: `from holds no address and the user in ${serverSecret} is none; write from: Name <address>`,
    };
  const recipients = to.map((one) => secrets.written(one));
  const signal = AbortSignal.timeout(timeoutMs);
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: server.secure,
    // A server that lost its STARTTLS, or somebody between who took it out, must not be sent a password in the open.
    requireTLS: !server.secure && startTls && !LOOPBACK.test(server.host),
    ignoreTLS: !startTls,
    ...(server.auth === null ? {} : { auth: server.auth }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await transport.sendMail({ ...payloadOf(message, sender), to: recipients, signal });
    const refused = new Map((sent.rejectedErrors ?? []).map((error: SmtpFault) => [error.recipient, error]));
    return together(
      recipients.map((recipient): Answer => {
        const error = refused.get(recipient);
        return error === undefined ? { ok: true, result: 'SMTP 250' } : failure(error);
      }),
    );
  } catch (error) {
    if (signal.aborted)
      return {
        ok: false,
        final: false,
        result: `the mail server did not finish within ${timeoutMs / 1000} s`,
      };
    return failure(error);
  } finally {
    transport.close();
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

interface SmtpFault {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly recipient?: unknown;
}

const WHAT: Readonly<Record<string, string>> = {
  EAUTH: ', the server refused user or password',
  ETLS: ', the server does not encrypt; ?starttls=never at the end of its address sends in the open',
};

/** What a server or a connection refused, by numbers alone: the words of servers repeat addresses. */
function failure(error: unknown): Answer {
  const { code, originalCode, response, responseCode } = error as SmtpFault;
  if (typeof responseCode === 'number' && responseCode >= 400) {
    const more = typeof response === 'string' ? /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] : undefined;
    const what = WHAT[String(code)] ?? '';
    const status = more === undefined ? `SMTP ${responseCode}` : `SMTP ${responseCode} ${more}`;
    return { ok: false, final: responseCode >= 500, result: `${status}${what}` };
  }
  return { ok: false, final: false, result: reasonOf({ code: originalCode ?? code }) };
}
