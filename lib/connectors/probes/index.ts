import { authentik, authentikRights } from '../authentik';
import type { Check, CheckResult } from '../check';
import { googleAds, lookAtGoogleAdsClient } from '../google-ads';
import { bigQueryPermissionsCheck, secretManagerPermissionsCheck } from '../google-cloud/permissions';
import { grafana } from '../grafana';
import { kubernetesSecrets } from '../kubernetes';
import { sendGridMail, sendGridRights, sesMail, sesRights, smtpMail, type SmtpMeans } from '../mail';
import { lookAtMetaApp, meta } from '../meta';
import { prometheus } from '../prometheus';
import { letIn } from './let-in';

/**
 * What is looked at when an owner has connected a system, by the system's id; every system that can be connected has
 * one. None changes anything: each asks for something that is not there, for a constant, or for what we may do. Of
 * systems that answer on behalf of a customer, such as advertising accounts, only our own access is looked at. `smtp` is
 * the way to mail servers, another one in tests.
 */
export const createProbes = (smtp?: SmtpMeans): Readonly<Record<string, readonly Check[]>> => ({
  'google-cloud': [bigQueryPermissionsCheck, secretManagerPermissionsCheck],
  'google-ads': [
    letIn({
      system: 'google-ads',
      name: googleAds,
      ask: (owner, wire) => nothingMore(lookAtGoogleAdsClient(owner, wire)),
    }),
  ],
  meta: [letIn({ system: 'meta', name: meta, ask: (owner, wire) => nothingMore(lookAtMetaApp(owner, wire)) })],
  kubernetes: [
    letIn({
      system: 'kubernetes',
      name: 'Kubernetes',
      ask: (owner, wire) => nothingMore(kubernetesSecrets(owner, wire).has('portico-look', {})),
    }),
  ],
  grafana: [
    letIn({
      system: 'grafana',
      name: 'Grafana',
      ask: (owner, wire) =>
        nothingMore(
          grafana(owner, wire).getDashboard({ flowId: '00000000-0000-0000-0000-000000000000', tag: 'portico' }),
        ),
    }),
  ],
  prometheus: [
    letIn({
      system: 'prometheus',
      name: 'Prometheus',
      ask: (owner, wire) => nothingMore(prometheus(owner, wire).query('vector(1)')),
    }),
  ],
  authentik: [
    letIn({
      system: 'authentik',
      name: 'Authentik',
      rights: authentikRights,
      ask: (owner, wire) => authentik(owner, wire).look(),
    }),
  ],
  sendgrid: [
    letIn({
      system: 'sendgrid',
      name: 'SendGrid',
      rights: sendGridRights,
      ask: (owner, wire) => sendGridMail(owner, wire).look(),
    }),
  ],
  ses: [
    letIn({
      system: 'ses',
      name: 'Amazon SES',
      rights: sesRights,
      ask: (owner, wire) => sesMail(owner, wire).look(),
    }),
  ],
  smtp: [letIn({ system: 'smtp', name: 'SMTP', ask: (owner, wire) => smtpMail(owner, wire, smtp).look() })],
});

/** The looks of the product itself. */
export const probes = createProbes();

/** Being let in is all that such a system says. */
async function nothingMore(asking: Promise<unknown>): Promise<readonly CheckResult[]> {
  await asking;
  return [];
}
