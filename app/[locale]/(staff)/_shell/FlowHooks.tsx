import { getTranslations } from 'next-intl/server';
import { Ltr } from '@/components/ui/Ltr';
import { SummaryList } from '@/components/ui/SummaryList';
import { withTenant } from '@/lib/tenancy';
import { listHooks } from '@/lib/webhooks';
import type { StaffContext } from './staff-context';

type Props = Readonly<{ context: StaffContext; flowId: string }>;

/** Where deliveries of the customer's own system stand: what came, and what was refused and why. */
export async function FlowHooks({ context, flowId }: Props) {
  const { actor, format } = context;
  const [t, common, hooks] = await Promise.all([
    getTranslations('webhooks'),
    getTranslations('common'),
    withTenant(actor, (tx) => listHooks(tx, actor, { flowId })),
  ]);
  if (!hooks.ok || hooks.value.length === 0) return null;
  return (
    <section className="staff-part" aria-labelledby="hooks">
      <h2 id="hooks">{t('staff.title')}</h2>
      {hooks.value.map((hook) => (
        <SummaryList
          key={hook.hookId}
          notProvided={common('notProvided')}
          rows={[
            { id: `${hook.hookId}-name`, label: t('name'), value: <bdi>{hook.name}</bdi> },
            {
              id: `${hook.hookId}-first`,
              label: t('staff.first'),
              value: hook.firstDeliveryAt ? format.dateTime(hook.firstDeliveryAt) : t('staff.none'),
            },
            ...(hook.lastDeliveryAt
              ? [{ id: `${hook.hookId}-last`, label: t('staff.last'), value: format.dateTime(hook.lastDeliveryAt) }]
              : []),
            {
              id: `${hook.hookId}-shown`,
              label: t('staff.shown'),
              value: hook.revealedAt ? format.dateTime(hook.revealedAt) : t('staff.notShown'),
            },
            {
              id: `${hook.hookId}-external`,
              label: t('staff.external'),
              ...(hook.externalId ? { value: <Ltr code>{hook.externalId}</Ltr> } : {}),
            },
            ...hook.refusals.map(({ reason, times }) => ({
              id: `${hook.hookId}-${reason}`,
              label: t('staff.refusals'),
              value: t('staff.refused', { reason: t(`refused.reason.${reason}`), times }),
            })),
          ]}
        />
      ))}
    </section>
  );
}
