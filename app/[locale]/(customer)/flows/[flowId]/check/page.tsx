import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { PlanList } from '@/app/_server/PlanList';
import { AnswerLines } from '@/components/onboarding/AnswerLines';
import { CheckAnswers, type CheckGroup } from '@/components/onboarding/CheckAnswers';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { ok } from '@/lib/errors';
import { formatters, isolate, type Locale } from '@/lib/i18n';
import { getCheckAnswers, type CheckAnswersView } from '@/lib/onboarding';
import { planPreview, type PlanPreview } from '@/lib/provisioning';
import { answerTexts, type AnswerText } from '../../_server/answer-text';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';

export const metadata = { title: null };

/** All answers on one page: to check before sending, to read and print afterwards. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, async (tx, actor, locale) => {
    const answers = await getCheckAnswers(tx, actor, { flowId, locale });
    if (!answers.ok) return answers;
    // Who sees only a part of the flow is not shown what comes of all of it.
    const found = answers.value.header.open ? await planPreview(tx, actor, { flowId }) : null;
    const plan: PlanPreview | null = found?.ok && found.value.actions.length > 0 ? found.value : null;
    return ok({ ...answers.value, plan });
  });
  const { view, home, request } = page;
  const [t, common] = await Promise.all([getTranslations('review'), getTranslations('common')]);
  const title = t(view.header.open ? 'check.title' : 'check.readTitle');
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={home} label={common('back')} />
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        {view.header.open ? <p className="lead">{t('check.lead')}</p> : <p className="lead">{t('check.print')}</p>}
        {view.header.open && !view.readyToSubmit ? (
          <InsetNotice tone="warning">{t('check.incomplete')}</InsetNotice>
        ) : null}
      </div>
      <CheckAnswers groups={await groupsOf(view, home, request.locale)} notProvided={common('notProvided')} />
      {view.plan ? <Plan plan={view.plan} locale={request.locale} /> : null}
      {view.header.open ? <Onward view={view} home={home} /> : null}
    </FlowFrame>
  );
});

/** What sending the answers will set up, in words. */
async function Plan({ plan, locale }: Readonly<{ plan: PlanPreview; locale: Locale }>) {
  const t = await getTranslations('provisioning.preview');
  return (
    <section aria-labelledby="plan" className="task-section stack">
      <h2 id="plan">{t('title')}</h2>
      <p>{t('lead')}</p>
      <PlanList plan={plan} locale={locale} withValues />
    </section>
  );
}

async function Onward({ view, home }: Readonly<{ view: CheckAnswersView; home: string }>) {
  const t = await getTranslations('review');
  if (!view.readyToSubmit) {
    return view.nextStepId ? (
      <p className="button-row">
        <LinkButton href={`${home}/${view.nextStepId}?from=check`} prefetch={false}>
          {t('check.goToOpen')}
        </LinkButton>
      </p>
    ) : null;
  }
  if (!view.canSubmit) return <InsetNotice tone="info">{t('check.ownerOnly')}</InsetNotice>;
  return (
    <p className="button-row">
      <LinkButton href={`${home}/submit`} prefetch={false}>
        {t('check.continue')}
      </LinkButton>
    </p>
  );
}

async function groupsOf(view: CheckAnswersView, home: string, locale: Locale): Promise<readonly CheckGroup[]> {
  const { timeZone } = view.header;
  const [t, form, common, write] = await Promise.all([
    getTranslations('review'),
    getTranslations('form'),
    getTranslations('common'),
    answerTexts(locale, timeZone),
  ]);
  const format = formatters({ locale, timeZone });
  return view.sections.map((section) => ({
    ...section,
    tasks: section.tasks.map((task) => ({
      ...task,
      rows: task.rows.map((row) => {
        const text = write(row.answer);
        const note = row.given
          ? row.given.by === null
            ? t('givenAt', { time: format.dateTime(row.given.at) })
            : t('given', { name: isolate(row.given.by), time: format.dateTime(row.given.at) })
          : row.missing
            ? t('check.openAnswer')
            : row.later && !text
              ? form('later')
              : undefined;
        return {
          id: `answer-${row.fieldId}`,
          label: row.label,
          ...(text && { value: <Answer text={text} consequences={row.consequences} /> }),
          note,
          ...(view.canAnswer &&
            !row.derived && {
              change: {
                href: `${home}/${row.stepId}?from=check#${row.fieldId}`,
                label: common('change'),
                about: row.label,
              },
            }),
        };
      }),
    })),
  }));
}

/** An answer and what it brings with it. */
const Answer = ({
  text,
  consequences,
}: Readonly<{ text: NonNullable<AnswerText>; consequences: readonly string[] }>) => (
  <>
    <AnswerLines {...text} />
    {consequences.map((consequence) => (
      <span key={consequence} className="summary-list__note">
        {consequence}
      </span>
    ))}
  </>
);
