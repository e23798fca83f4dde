import type { CommandHelp, FlowDefinition, LocalizedText } from '@/lib/flow-definition';
import { deskUrl, isDocker, isKubernetes, namespace, secretName, tenantId } from './references';

/** The same command for a cluster and for one machine; the one that fits the answers is marked. */
const command = (id: string, title: LocalizedText, kubernetes: string, docker: string): CommandHelp => ({
  id,
  title,
  variants: [
    { id: 'kubernetes', label: { en: 'Kubernetes', ar: 'Kubernetes' }, when: isKubernetes, text: kubernetes },
    { id: 'docker', label: { en: 'Docker', ar: 'Docker' }, when: isDocker, text: docker },
  ],
});

const inCluster = `kubectl exec -it postgres-0 --namespace=${namespace} --`;
const inCompose = 'docker-compose exec postgres';
const psql = 'psql -U aiagents -d ai_agents -c';
const both = (sql: string): readonly [string, string] => [
  `${inCluster} ${psql} "${sql}"`,
  `${inCompose} ${psql} "${sql}"`,
];
const query = `enhancement_requests_total{tenant_id="${tenantId}"}`;

/** What whoever looks after a tenant may want to do by hand. No command holds a secret: it is read where it lies. */
export const commands: readonly CommandHelp[] = [
  command(
    'look-at-tenant',
    { en: 'Look at the tenant’s row', ar: 'عرض سجلّ المستأجر' },
    ...both(`SELECT tenant_id, name, sdp_url, status, created_at FROM tenants WHERE tenant_id = '${tenantId}';`),
  ),
  command(
    'look-at-secret',
    { en: 'Look whether the secret is there, without its value', ar: 'التحقق من وجود السر دون عرض قيمته' },
    `kubectl get secret ${secretName} --namespace=${namespace}`,
    `${inCompose} ${psql} "SELECT sdp_credentials_secret FROM tenants WHERE tenant_id = '${tenantId}';"`,
  ),
  command(
    'test-api',
    { en: 'Test the API from where the workers run', ar: 'اختبار واجهة البرمجة من مكان وحدات العمل' },
    `kubectl exec -it deployment/celery-worker --namespace=${namespace} -- bash -c 'curl -i ${deskUrl}/api/v3/tickets -H "Authorization: Bearer $(cat /var/run/secrets/${secretName}/api_key)"'`,
    `docker-compose exec worker bash -c 'curl -i ${deskUrl}/api/v3/tickets -H "Authorization: Bearer $(cat /run/secrets/${secretName}.api_key)"'`,
  ),
  command(
    'simulate-webhook',
    {
      en: 'Simulate a webhook, signed as ServiceDesk Plus signs it',
      ar: 'محاكاة خطاف موقّع كما يوقّعه ServiceDesk Plus',
    },
    `BODY='{"event":"portico.test","ticket_id":"TEST-123"}'
SECRET=$(kubectl get secret ${secretName} --namespace=${namespace} -o jsonpath='{.data.webhook_secret}' | base64 -d)
SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -hex | sed 's/^.* //')
curl -i -X POST "$WEBHOOK_URL" -H 'Content-Type: application/json' -H "X-SDP-Signature: $SIGNATURE" -d "$BODY"`,
    `BODY='{"event":"portico.test","ticket_id":"TEST-123"}'
SECRET=$(cat "$WEBHOOK_SECRET_FILE")
SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -hex | sed 's/^.* //')
curl -i -X POST "$WEBHOOK_URL" -H 'Content-Type: application/json' -H "X-SDP-Signature: $SIGNATURE" -d "$BODY"`,
  ),
  command(
    'queue-depth',
    { en: 'See how much work waits', ar: 'معرفة حجم الأعمال المنتظرة' },
    `kubectl exec -it redis-0 --namespace=${namespace} -- redis-cli LLEN enhancement_queue`,
    'docker-compose exec redis redis-cli LLEN enhancement_queue',
  ),
  command(
    'worker-logs',
    { en: 'Read the workers’ logs of this tenant', ar: 'قراءة سجلات وحدات العمل لهذا المستأجر' },
    `kubectl logs -l app=celery-worker --namespace=${namespace} --tail=200 | grep -i "${tenantId}"`,
    `docker-compose logs worker --tail=200 | grep -i "${tenantId}"`,
  ),
  command(
    'restart-workers',
    { en: 'Restart the workers after a new key', ar: 'إعادة تشغيل وحدات العمل بعد مفتاح جديد' },
    `kubectl rollout restart deployment/celery-worker --namespace=${namespace}
kubectl rollout status deployment/celery-worker --namespace=${namespace}`,
    'docker-compose restart worker',
  ),
  command(
    'scale-workers',
    { en: 'Scale the workers', ar: 'زيادة عدد وحدات العمل' },
    `kubectl scale deployment/celery-worker --namespace=${namespace} --replicas=4`,
    'docker-compose up -d --scale worker=4',
  ),
  command(
    'look-at-figures',
    { en: 'Look at the tenant’s figures', ar: 'عرض أرقام المستأجر' },
    `kubectl exec -it prometheus-0 --namespace=${namespace} -- promtool query instant http://localhost:9090 '${query}'`,
    `curl -s http://localhost:9090/api/v1/query --data-urlencode 'query=${query}'`,
  ),
  {
    id: 'alert-rules',
    title: { en: 'Alert rules for failures and missing deliveries', ar: 'قواعد التنبيه عند الأعطال وانقطاع التسليم' },
    variants: [
      {
        id: 'prometheus',
        label: { en: 'For Prometheus', ar: 'لنظام Prometheus' },
        text: `groups:
  - name: tenant-${tenantId}
    rules:
      - alert: EnhancementErrors
        expr: 1 - sum(rate(enhancement_requests_success_total{tenant_id="${tenantId}"}[15m])) / sum(rate(enhancement_requests_total{tenant_id="${tenantId}"}[15m])) > 0.05
        for: 15m
        labels: { severity: warning }
      - alert: WebhookSilent
        expr: sum(increase(enhancement_requests_total{tenant_id="${tenantId}"}[24h])) == 0
        for: 1h
        labels: { severity: warning }
      - alert: QueueDeep
        expr: max(enhancement_queue_depth) > 100
        for: 10m
        labels: { severity: warning }
        annotations: { action: "Scale the workers: kubectl scale deployment/celery-worker --replicas=4" }`,
      },
    ],
  },
];

/** What else there is to read for whoever looks after a tenant. */
export const related: NonNullable<FlowDefinition['related']> = [
  {
    title: { en: 'High queue depth: when work piles up', ar: 'تراكم الأعمال: عند كثرة المنتظر منها' },
    href: 'https://docs.celeryq.dev/en/stable/userguide/monitoring.html',
  },
  {
    title: {
      en: 'Timeouts of APIs: when ServiceDesk Plus or the model is slow',
      ar: 'انتهاء المهلة: عند بطء ServiceDesk Plus أو النموذج',
    },
    href: 'https://status.openai.com',
  },
  {
    title: { en: 'Connections to the database', ar: 'الاتصال بقاعدة البيانات' },
    href: 'https://www.postgresql.org/docs/current/runtime-config-connection.html',
  },
  {
    title: { en: 'Traces across systems', ar: 'تتبّع الطلبات بين الأنظمة' },
    href: 'https://opentelemetry.io/docs/concepts/signals/traces/',
  },
  {
    title: { en: 'Dashboards in Grafana', ar: 'لوحات الأرقام في Grafana' },
    href: 'https://grafana.com/docs/grafana/latest/dashboards/',
  },
];
