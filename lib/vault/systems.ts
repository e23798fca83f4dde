import {
  bigQueryApi,
  googleAdsApi,
  grafanaApi,
  kubernetesApi,
  metaApi,
  prometheusApi,
  secretManagerApi,
  sendGridApi,
  sesApi,
} from '@/lib/connectors';

/** What a version of a system's interface is, and until when it answers. */
export type SystemApi = Readonly<{ version: string; endsOn: string | null; source: string }>;
export type SystemPart = Readonly<{
  id: string;
  required: boolean;
  multiline?: boolean;
  url?: boolean;
  /** It decides to whom the secret is shown, so the secret has to be given again when it changes. */
  leads?: boolean;
}>;
export type ConnectedSystem = Readonly<{
  /** As people know it. */
  name: string;
  settings: readonly SystemPart[];
  secret: readonly SystemPart[];
  /** It answers on behalf of a customer: what one has opened to us is looked at with their credential. */
  perCustomer?: boolean;
  apis: readonly SystemApi[];
}>;

const must = (id: string, more: Partial<SystemPart> = {}): SystemPart => ({ id, required: true, ...more });
const may = (id: string, more: Partial<SystemPart> = {}): SystemPart => ({ id, required: false, ...more });
/** Another address than the vendor's own: a gateway, or a system of the owner's own. */
const elsewhere = may('baseUrl', { url: true, leads: true });
const here = must('baseUrl', { url: true, leads: true });

/** The systems that an owner can connect, and what each needs to be told. Texts are in `partner.integrations`. */
export const connectedSystems: Readonly<Record<string, ConnectedSystem>> = {
  'google-cloud': {
    name: 'Google Cloud',
    settings: [must('projectId'), may('location'), may('registryDataset'), may('registryTable'), elsewhere],
    secret: [must('client_email'), must('private_key', { multiline: true })],
    apis: [bigQueryApi, secretManagerApi],
  },
  'google-ads': {
    name: 'Google Ads',
    settings: [elsewhere],
    secret: [must('client_id'), must('client_secret'), may('developer_token')],
    perCustomer: true,
    apis: [googleAdsApi],
  },
  meta: {
    name: 'Meta',
    settings: [may('apiVersion'), elsewhere],
    secret: [must('app_id'), must('app_secret')],
    perCustomer: true,
    apis: [metaApi],
  },
  kubernetes: {
    name: 'Kubernetes',
    settings: [here, may('namespace')],
    secret: [must('token')],
    apis: [kubernetesApi],
  },
  grafana: { name: 'Grafana', settings: [here, may('folderUid')], secret: [must('token')], apis: [grafanaApi] },
  prometheus: { name: 'Prometheus', settings: [here], secret: [may('token')], apis: [prometheusApi] },
  authentik: { name: 'Authentik', settings: [here, may('emailStage')], secret: [must('token')], apis: [] },
  sendgrid: { name: 'SendGrid', settings: [elsewhere], secret: [must('api_key')], apis: [sendGridApi] },
  ses: {
    name: 'Amazon SES',
    settings: [must('region'), elsewhere],
    secret: [must('access_key_id'), must('secret_access_key')],
    apis: [sesApi],
  },
  smtp: {
    name: 'SMTP',
    settings: [must('host', { leads: true }), may('port', { leads: true })],
    secret: [may('username'), may('password')],
    apis: [],
  },
};

/** The first day on which one of the versions that we speak no longer answers; null while none is named. */
export const firstEnd = ({ apis }: Pick<ConnectedSystem, 'apis'>): SystemApi | null =>
  apis
    .filter(({ endsOn }) => endsOn !== null)
    .sort((one, other) => ((one.endsOn ?? '') < (other.endsOn ?? '') ? -1 : 1))[0] ?? null;
