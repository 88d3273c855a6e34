import type net from 'node:net';
import type { TlsProbe } from '../../schemas/probe.ts';

type Protocol = NonNullable<TlsProbe['startTls']>;

/** A line to wait for, and what to send once it came. */
interface Turn {
  readonly expect: RegExp;
  readonly send?: string;
}

/** The talk before encryption: SMTP by RFC 3207, IMAP and POP3 by RFC 2595. */
const TALKS = {
  smtp: [
    { expect: /^220 .*\r?\n/m, send: 'EHLO watchbook-probe\r\n' },
    { expect: /^250 .*\r?\n/m, send: 'STARTTLS\r\n' },
    { expect: /^220 .*\r?\n/m },
  ],
  imap: [{ expect: /^\* OK.*\r?\n/m, send: 'a1 STARTTLS\r\n' }, { expect: /^a1 OK.*\r?\n/m }],
  pop3: [{ expect: /^\+OK.*\r?\n/m, send: 'STLS\r\n' }, { expect: /^\+OK.*\r?\n/m }],
  // Postgres has no greeting: eight bytes ask for TLS and one letter answers (Frontend/Backend Protocol, SSLRequest).
  postgres: [{ expect: /^/, send: '\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f' }, { expect: /^S/ }],
} as const satisfies Record<Protocol, readonly Turn[]>;

/** Words with which a server refuses. */
const REFUSAL = /^(?:[45]\d\d .*|a1 (?:NO|BAD).*|-ERR.*|N)$/m;
const TALK_LIMIT = 8 * 1024;

/** Talks a server into TLS on a plain connection. Rejects with an error that says what it answered instead. */
export function askForTls(socket: net.Socket, protocol: Protocol): Promise<void> {
  const turns: readonly Turn[] = TALKS[protocol];
  return new Promise((resolve, reject) => {
    let turn = 0;
    let heard = '';
    const finish = (action: () => void) => {
      socket.removeListener('data', listen);
      socket.removeListener('end', ended);
      action();
    };
    const ended = () => finish(() => reject(new Error('connection closed before STARTTLS')));
    const step = () => {
      for (;;) {
        const { expect, send } = turns[turn] as Turn;
        if (!expect.test(heard)) break;
        heard = '';
        turn += 1;
        if (send !== undefined) socket.write(send, 'latin1');
        if (turn === turns.length) {
          finish(resolve);
          return;
        }
      }
      const refusal = REFUSAL.exec(heard.replaceAll('\r', ''));
      if (refusal) finish(() => reject(new Error(`STARTTLS was refused: ${refusal[0]}`)));
      else if (heard.length > TALK_LIMIT) finish(() => reject(new Error('STARTTLS was not answered')));
    };
    const listen = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      step();
    };
    socket.on('data', listen);
    socket.on('end', ended);
    step();
  });
}
