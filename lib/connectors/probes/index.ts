import { authentik } from '../authentik';
import type { Check, CheckReport } from '../check';
import { ConnectorError } from '../connector';
import type { Connection } from '../connection';
import { bigQueryPermissionsCheck, secretManagerPermissionsCheck } from '../google-cloud/permissions';
import { grafana } from '../grafana';
import { kubernetesSecrets } from '../kubernetes';
import { sendGridMail, sesMail, smtpMail } from '../mail';
import { prometheus } from '../prometheus';
import type { WireMeans } from '../wire';

/** A look that needs nothing but to be let in: it asks for something that is not there, or for a constant. */
const letIn = (
  system: string,
  name: string,
  ask: (connection: Connection, wire: WireMeans) => Promise<unknown>,
): Check => ({
  system: name,
  asks: ['access'],
  run: async ({ connection, wire }): Promise<CheckReport> => {
    try {
      const owner = await connection(system);
      if (owner === null) throw new ConnectorError('not_connected', { system: name });
      await ask(owner, wire);
      return { ok: true, results: [{ id: 'access', ok: true }], facts: {} };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return { ok: false, results: [{ id: 'access', ok: false, code: error.code, args: error.args }], facts: {} };
    }
  },
});

/**
 * What is looked at when an owner has connected a system, by the system's id. Systems that only answer on behalf of a
 * customer, such as advertising accounts, have none: they are looked at with each customer's credential.
 */
export const probes: Readonly<Record<string, readonly Check[]>> = {
  'google-cloud': [bigQueryPermissionsCheck, secretManagerPermissionsCheck],
  kubernetes: [
    letIn('kubernetes', 'Kubernetes', (owner, wire) => kubernetesSecrets(owner, wire).has('portico-look', {})),
  ],
  grafana: [
    letIn('grafana', 'Grafana', (owner, wire) =>
      grafana(owner, wire).getDashboard({ flowId: '00000000-0000-0000-0000-000000000000', tag: 'portico' }),
    ),
  ],
  authentik: [
    letIn('authentik', 'Authentik', (owner, wire) => authentik(owner, wire).getGroup('portico-look', { flowId: '' })),
  ],
  sendgrid: [letIn('sendgrid', 'SendGrid', (owner, wire) => sendGridMail(owner, wire).look())],
  ses: [letIn('ses', 'Amazon SES', (owner, wire) => sesMail(owner, wire).look())],
  smtp: [letIn('smtp', 'SMTP', (owner, wire) => smtpMail(owner, wire).look())],
  prometheus: [letIn('prometheus', 'Prometheus', (owner, wire) => prometheus(owner, wire).query('vector(1)'))],
};
