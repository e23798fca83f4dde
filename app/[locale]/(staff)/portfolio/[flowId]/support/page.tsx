import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { AutoRefresh } from '@/components/onboarding/AutoRefresh';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { getFlowFile } from '@/lib/onboarding';
import { getSupportView, getVerificationView } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';
import { FlowChecks } from '../../../_shell/FlowChecks';
import { FlowDiagnostics } from '../../../_shell/FlowDiagnostics';
import { Refused } from '../../../_shell/Refused';
import { one, type SearchParams } from '../../../_shell/search-params';
import { staffContext } from '../../../_shell/staff-context';
import { StaffPage } from '../../../_shell/StaffPage';
import { SendDiagnostics } from './SendDiagnostics';

const doneWords = ['asked', 'confirmed', 'withdrawn', 'probing', 'sent'] as const;

type Props = Readonly<{ params: Promise<{ flowId: string }>; searchParams: SearchParams }>;

/** What holds and what does not in one flow, what to do where something is wrong, and the commands for doing it. */
async function SupportPage({ params, searchParams }: Props) {
  const [{ flowId }, query, t] = await Promise.all([params, searchParams, getTranslations('checks')]);
  const context = await staffContext({ flowId });
  const { actor, locale } = context;
  const title = t('support.title');
  const read = await withTenant(actor, async (tx) => ({
    file: await getFlowFile(tx, actor, { flowId, locale }),
    checks: await getVerificationView(tx, actor, { flowId, locale }),
    support: await getSupportView(tx, actor, { flowId, locale }),
  }));
  if (!read.support.ok) {
    return <Refused context={context} place="portfolio" title={title} refusal={read.support.refusal} />;
  }
  if (!read.file.ok || !read.checks.ok) notFound();
  const views = read.checks.value;
  const support = read.support.value;
  const looking = views.some((view) => view.looking) || support.diagnostics.some((each) => each.looking);
  const done = doneWords.find((word) => word === one(query.done));
  return (
    <StaffPage
      context={context}
      place="portfolio"
      title={title}
      actions={
        <LinkButton href={`/${locale}/portfolio/${flowId}`} variant="quiet" size="small" prefetch={false}>
          <bdi>{read.file.value.header.customerName}</bdi>
        </LinkButton>
      }
    >
      {done ? (
        <InsetNotice tone="success" role="status">
          {t(`done.${done}`)}
        </InsetNotice>
      ) : null}
      {looking ? (
        <p>
          <a href={`/${locale}/portfolio/${flowId}/support`}>{t('lookAgain')}</a>
        </p>
      ) : null}
      <AutoRefresh active={looking} message={looking ? t('looking') : t('lookAgain')} />
      <FlowChecks context={context} flowId={flowId} views={views} />
      <FlowDiagnostics context={context} flowId={flowId} support={support} />
      <SendDiagnostics flowId={flowId} sendTo={support.sendTo} />
    </StaffPage>
  );
}

export default guardedPage(SupportPage);
