import http from 'node:http';
import net from 'node:net';

/** Something that arrived at a receiver. */
export interface Received {
  /** Domain and id of the channel that it came for. */
  readonly channel: string;
  readonly body: string;
}

/** Local servers that take messages as the real services would. */
export interface Receivers {
  /** Address below which a channel is served: `http://127.0.0.1:1234/studiovault/sms`. */
  baseOf(channel: string): string;
  /** `smtp://127.0.0.1:1234`; mail for `ID@DOMAIN.drill.test` is for the channel `DOMAIN/ID`. */
  readonly smtp: string;
  /** Everything that arrived, in order. */
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

const MOST_BYTES = 1_000_000;

/** Starts both servers on loopback, on ports of the system's choice. Throws when the machine gives none. */
export async function startReceivers(): Promise<Receivers> {
  const received: Received[] = [];
  const web = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      if (body.length < MOST_BYTES) body += part;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const [, domain = '', id = ''] = path.split('/');
      received.push({ channel: `${domain}/${id}`, body });
      answer(path, response);
    });
  });
  const mail = net.createServer((socket) => converse(socket, (one) => received.push(one)));
  const [webPort, mailPort] = [await listen(web), await listen(mail)];
  return {
    baseOf: (channel) => `http://127.0.0.1:${webPort}/${channel}`,
    smtp: `smtp://127.0.0.1:${mailPort}`,
    received,
    stop: async () => {
      web.closeAllConnections();
      await Promise.all([close(web), close(mail)]);
    },
  };
}

/** Mail to this address is for that channel. */
export function mailboxOf(channel: string): string {
  const [domain = '', id = ''] = channel.split('/');
  return `${id}@${domain}.drill.test`;
}

/** Answers as PagerDuty, Twilio, Slack, or a program does when it takes a message. */
function answer(path: string, response: http.ServerResponse): void {
  const json = (status: number, body: object) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  if (path.endsWith('/v2/enqueue'))
    json(202, { status: 'success', message: 'Event processed', dedup_key: 'drill' });
  else if (path.endsWith('/Messages.json'))
    json(201, { sid: `SM${'0'.repeat(32)}`, status: 'queued', error_code: null });
  else if (path.endsWith('/slack')) response.writeHead(200, { 'Content-Type': 'text/html' }).end('ok');
  else response.writeHead(204).end();
}

/** As much of SMTP (RFC 5321) as it takes to be given a mail. */
function converse(socket: net.Socket, keep: (one: Received) => void): void {
  let waiting = '';
  let data: string[] | null = null;
  let mailboxes: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (part: string) => {
    waiting += part;
    const lines = waiting.split('\r\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) {
      if (data === null) command(line);
      else if (line !== '.') data.push(line.replace(/^\./, ''));
      else {
        for (const mailbox of mailboxes) {
          const [id = '', host = ''] = mailbox.split('@');
          keep({ channel: `${host.replace(/\.drill\.test$/, '')}/${id}`, body: data.join('\n') });
        }
        data = null;
        say('250 2.0.0 kept');
      }
    }
  });
  say('220 drill.test ESMTP');

  function command(line: string): void {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'EHLO') say('250-drill.test\r\n250 8BITMIME');
    else if (word === 'MAIL') {
      mailboxes = [];
      say('250 2.1.0 sender');
    } else if (word === 'RCPT') {
      mailboxes.push(/<([^>]*)>/.exec(line)?.[1] ?? '');
      say('250 2.1.5 recipient');
    } else if (word === 'DATA') {
      data = [];
      say('354 go on');
    } else if (word === 'QUIT') {
      say('221 2.0.0 bye');
      socket.end();
    } else say(['HELO', 'RSET', 'NOOP'].includes(word) ? '250 2.0.0 fine' : '502 5.5.1 not here');
  }
}

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as net.AddressInfo).port;
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
