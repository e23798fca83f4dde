import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { LinkButton } from '@/components/ui/LinkButton';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { StatusTag } from '@/components/ui/StatusTag';
import { verifyAudit } from '@/lib/audit';
import { listInvitations } from '@/lib/members';
import { getFlowFile, getTimeline, listPartnerTasks, listReopenableSteps } from '@/lib/onboarding';
import { getRunView } from '@/lib/provisioning';
import { can, withTenant } from '@/lib/tenancy';
import { listRotations } from '@/lib/vault';
import { FlowAnswers } from '../../_shell/FlowAnswers';
import { FlowFacts } from '../../_shell/FlowFacts';
import { FlowHooks } from '../../_shell/FlowHooks';
import { FlowCredentials } from '../../_shell/FlowCredentials';
import { FlowPeople } from '../../_shell/FlowPeople';
import { FlowRun } from '../../_shell/FlowRun';
import { FlowTasks } from '../../_shell/FlowTasks';
import { FlowTimeline } from '../../_shell/FlowTimeline';
import { flowTone } from '@/components/onboarding/flow-tone';
import { Refused } from '../../_shell/Refused';
import { one, type SearchParams } from '../../_shell/search-params';
import { staffContext } from '../../_shell/staff-context';
import { StaffPage } from '../../_shell/StaffPage';

const doneWords = [
  'retry',
  'undo',
  'reopen',
  'resend',
  'revoke',
  'invite',
  'created',
  'task',
  'taskBack',
  'givenBack',
] as const;

type Props = Readonly<{ params: Promise<{ flowId: string }>; searchParams: SearchParams }>;

/** The file of one flow: where it stands, what was set up, who takes part, what was answered, what happened. */
async function FlowPage({ params, searchParams }: Props) {
  const [{ flowId }, query, t, offboarding, checks] = await Promise.all([
    params,
    searchParams,
    getTranslations('staff'),
    getTranslations('offboarding'),
    getTranslations('checks'),
  ]);
  const context = await staffContext({ flowId });
  const { actor, locale } = context;
  const view = await withTenant(actor, async (tx) => {
    const file = await getFlowFile(tx, actor, { flowId, locale });
    return {
      file,
      run: await getRunView(tx, actor, { flowId }),
      invitations: await listInvitations(tx, actor, { flowId }),
      tasks: await listPartnerTasks(tx, actor, { flowId, locale }),
      pages: await listReopenableSteps(tx, actor, { flowId, locale }),
      rotations: await listRotations(tx, actor, { flowId }),
      timeline: await getTimeline(tx, actor, { flowId, locale }),
      verdict: file.ok && can(actor, 'audit.read') ? await verifyAudit(tx, file.value.header.tenantId) : null,
    };
  });
  if (!view.file.ok)
    return <Refused context={context} place="portfolio" title={t('file.title')} refusal={view.file.refusal} />;
  const file = view.file.value;
  const { header } = file;
  const done = doneWords.find((word) => word === one(query.done));
  return (
    <StaffPage
      context={context}
      place="portfolio"
      title={header.customerName}
      tag={<StatusTag tone={flowTone[header.status]}>{t(`flowStatus.${header.status}`)}</StatusTag>}
      actions={
        <>
          {can(actor, 'offboarding.request') && ['done', 'held'].includes(header.status) ? (
            <LinkButton href={`/${locale}/portfolio/${flowId}/offboard`} variant="quiet" size="small" prefetch={false}>
              {offboarding('link')}
            </LinkButton>
          ) : null}
          <LinkButton href={`/${locale}/portfolio`} variant="quiet" size="small" prefetch={false}>
            {t('file.back')}
          </LinkButton>
        </>
      }
    >
      {done ? (
        <InsetNotice tone="success" role="status">
          {t(`done.${done}`)}
        </InsetNotice>
      ) : null}
      <FlowFacts context={context} file={file} verdict={view.verdict} />
      <div className="staff-columns">
        <div>
          {view.run.ok ? <FlowRun context={context} file={file} run={view.run.value} /> : null}
          <FlowHooks context={context} flowId={flowId} />
          {can(actor, 'task.complete') ? (
            <p className="button-row">
              <LinkButton
                href={`/${locale}/portfolio/${flowId}/support`}
                variant="secondary"
                size="small"
                prefetch={false}
              >
                {checks('link')}
              </LinkButton>
            </p>
          ) : null}
          {view.tasks.ok ? <FlowTasks context={context} flowId={flowId} tasks={view.tasks.value} /> : null}
          {view.rotations.ok ? (
            <FlowCredentials context={context} rotations={view.rotations.value} file={file} />
          ) : null}
          <FlowAnswers context={context} file={file} />
          {view.pages.ok && view.pages.value.length > 0 ? (
            <p className="button-row">
              <LinkButton
                href={`/${locale}/portfolio/${flowId}/give-back`}
                variant="secondary"
                size="small"
                prefetch={false}
              >
                {t('giveBack.link')}
              </LinkButton>
            </p>
          ) : null}
        </div>
        <div>
          {view.invitations.ok ? (
            <FlowPeople
              context={context}
              flowId={flowId}
              invitations={view.invitations.value}
              isPersonal={file.showsPersonal}
            />
          ) : null}
          {view.timeline.ok ? <FlowTimeline context={context} timeline={view.timeline.value} /> : null}
        </div>
      </div>
    </StaffPage>
  );
}

export default guardedPage(FlowPage);
