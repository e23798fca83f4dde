import { lookup } from 'node:dns/promises';
import { config } from '@/lib/platform/config';
import { isGlobalAddress } from '@/lib/platform/http';
import { ConnectorError } from '../connector';

/** What the way to a mail server needs; the tests give their own. */
export type SmtpMeans = Readonly<{
  /** All addresses of a host name. */
  resolve: (host: string) => Promise<readonly string[]>;
  /** Mail servers, `host:port`, that the operator allows partners: these may stand in a network of its own, without TLS. */
  listed: () => readonly string[];
  /** How long the whole of it may take; ten seconds for each silence otherwise. */
  patienceMs?: number;
}>;

export const usualSmtp: SmtpMeans = {
  resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
  listed: () => config().allowedPartnerMailServers,
};

export type SmtpTarget = Readonly<{ address: string; isListed: boolean }>;

/** Ports on which mail servers take mail; nothing else of another network is knocked at. */
const ports = [25, 465, 587, 2525];

/**
 * The one address to connect to, checked as `safeFetch` checks: resolved once, every address of the name must be of the
 * public internet, and only the ports of mail are allowed. Servers that the operator lists skip both checks. Fails with
 * `address_unknown` and `address_refused`.
 */
export async function smtpTarget(host: string, port: number, means: SmtpMeans): Promise<SmtpTarget> {
  const system = 'SMTP';
  const isListed = means.listed().includes(`${host}:${port}`);
  if (host === '' || (!isListed && !ports.includes(port))) throw new ConnectorError('address_refused', { system });
  const addresses = await resolved(host, means);
  const [address] = addresses;
  if (address === undefined) throw new ConnectorError('address_unknown', { system });
  if (!isListed && !addresses.every(isGlobalAddress)) throw new ConnectorError('address_refused', { system });
  return { address, isListed };
}

async function resolved(host: string, { resolve }: SmtpMeans): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}
