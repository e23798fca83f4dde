import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import type { WireMeans } from '../wire';
import { meta, openMeta } from './client';

/**
 * Whether Meta knows our app by its id and secret: it is asked about the app's own token, which is made of the two
 * (https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens), on the way on which customers'
 * tokens are asked about later (https://developers.facebook.com/docs/graph-api/reference/debug_token). Fails with
 * `not_connected`, `credential_refused`, and what the wire knows.
 */
export async function lookAtMetaApp(connection: Connection, means: WireMeans): Promise<void> {
  const { app_id: id = '', app_secret: secret = '' } = connection.secret;
  if (id === '' || secret === '') throw new ConnectorError('not_connected', { system: meta });
  const known = await openMeta(connection, `${id}|${secret}`, means).debugToken();
  if (known?.isValid !== true) throw new ConnectorError('credential_refused', { system: meta });
}
