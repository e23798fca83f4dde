import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { LinkButton } from '@/components/ui/LinkButton';
import { getTutorial } from '@/lib/onboarding';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { endTour } from './actions';

export const metadata = { title: null };

type Props = FlowParams & Readonly<{ searchParams: Promise<{ page?: string | string[] }> }>;

/** The tour, one short page at a time. It can be left on every page; leaving it is remembered like finishing it. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId }, { page: asked }] = await Promise.all([params, searchParams]);
  const page = await flowPage(flowId, (tx, actor, locale) => getTutorial(tx, actor, { flowId, locale }));
  const { view, home } = page;
  const number = pageNumber(Array.isArray(asked) ? asked[0] : asked, view.pages.length);
  const shown = view.pages[number - 1];
  if (!shown) redirect(home);
  const [t, common, form] = await Promise.all([
    getTranslations('journey.tour'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  const address = (to: number) => (to === 1 ? `${home}/tutorial` : `${home}/tutorial?page=${to}`);
  const isLast = number === view.pages.length;
  return (
    <FlowFrame page={page} title={shown.title}>
      <StepNavigation href={number === 1 ? home : address(number - 1)} label={common('back')} />
      <p className="page-caption">{t('caption', { number, total: view.pages.length })}</p>
      <h1 className="page-title">{shown.title}</h1>
      <div className="stack">
        {shown.text.split(/\n{2,}/).map((paragraph) => (
          <p key={paragraph} className="lead">
            {paragraph}
          </p>
        ))}
        {isLast ? null : (
          <p className="button-row">
            <LinkButton href={address(number + 1)} prefetch={false}>
              {t('next')}
            </LinkButton>
          </p>
        )}
        <ActionForm
          action={endTour}
          hidden={{ flowId }}
          button={{
            label: t(isLast ? 'end' : 'skip'),
            pending: common('saving'),
            variant: isLast ? 'primary' : 'secondary',
          }}
          texts={formTexts((key) => form.raw(key) as string)}
        />
      </div>
    </FlowFrame>
  );
});

/** The page that an address asks for; the first one for everything that is no page. */
function pageNumber(asked: string | undefined, total: number): number {
  const number = Number(asked ?? 1);
  return Number.isInteger(number) && number >= 1 && number <= total ? number : 1;
}
