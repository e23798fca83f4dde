import { ConnectorError, type ConnectorFailure } from '../connector';
import { system } from './client';

/**
 * The cause for which a look at the list of tickets failed, as somebody at the customer can act on it: the key was
 * copied wrongly, the address is wrong, the API is turned off, or a firewall is in the way. What is none of these, such
 * as a service desk that is overloaded, keeps its own code.
 */
export function causeOf(error: ConnectorError): Readonly<{ code: ConnectorFailure; args: Record<string, string> }> {
  const isElsewhere = error.args.system !== undefined && error.args.system !== system;
  // Where keys are fetched for the cloud is another system: only what is wrong with the key is about the service desk.
  if (isElsewhere && error.code !== 'credential_refused')
    return { code: error.code, args: { system: String(error.args.system) } };
  return { code: causes[error.code] ?? error.code, args: { system } };
}

const causes: Partial<Record<ConnectorFailure, ConnectorFailure>> = {
  credential_refused: 'key_wrong',
  address_unknown: 'url_wrong',
  address_refused: 'url_wrong',
  certificate_refused: 'url_wrong',
  answer_unreadable: 'url_wrong',
  not_found: 'url_wrong',
  permission_denied: 'api_disabled',
  unreachable: 'firewall',
  timed_out: 'firewall',
};
