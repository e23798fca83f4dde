import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { AnswerLines } from '@/components/onboarding/AnswerLines';
import { CheckAnswers, type CheckGroup } from '@/components/onboarding/CheckAnswers';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { formatters, isolate, type Locale } from '@/lib/i18n';
import { getCheckAnswers, type CheckAnswersView } from '@/lib/onboarding';
import { answerTexts, type AnswerText } from '../../_server/answer-text';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';

export const metadata = { title: null };

/** All answers on one page: to check before sending, to read and print afterwards. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => getCheckAnswers(tx, actor, { flowId, locale }));
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
      {view.header.open ? <Onward view={view} home={home} /> : null}
    </FlowFrame>
  );
});

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
