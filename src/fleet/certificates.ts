import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;

/** A key and the certificate for it, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority that exists only as long as the fleet and signs only for it. */
export async function makeAuthority(now: number): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: 'Watchbook demonstration authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + 365 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** A certificate for one host name, signed by the authority, valid for `days` from `now` and some hours. */
export async function makeCertificate(
  host: string,
  authority: KeyPair,
  now: number,
  days: number,
): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    // Half a day more, so that the whole days left do not change within a demonstration.
    notAfterDate: new Date(now + (days + 0.5) * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
    ca: { key: authority.key, cert: authority.cert },
  });
  return { key: made.private, cert: made.cert };
}
