import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { getFlowFile, listReopenableSteps } from '@/lib/onboarding';
import { authorise, withTenant } from '@/lib/tenancy';
import { formWords } from '../../../_shell/form-words';
import { Refused } from '../../../_shell/Refused';
import { staffContext } from '../../../_shell/staff-context';
import { StaffForm } from '../../../_shell/StaffForm';
import { StaffPage } from '../../../_shell/StaffPage';
import { giveBack } from '../../actions';

type Props = Readonly<{ params: Promise<{ flowId: string }> }>;

/** Asks the customer to look at a completed page again, with a note that they read as it is. */
async function GiveBackPage({ params }: Props) {
  const [{ flowId }, t, words] = await Promise.all([params, getTranslations('staff'), formWords()]);
  const context = await staffContext({ flowId });
  const { actor, locale, theme } = context;
  const title = t('giveBack.title');
  const allowed = authorise(actor, 'step.reopen');
  if (!allowed.ok) return <Refused context={context} place="portfolio" title={title} refusal={allowed.refusal} />;
  const [file, pages] = await withTenant(actor, async (tx) => [
    await getFlowFile(tx, actor, { flowId, locale }),
    await listReopenableSteps(tx, actor, { flowId, locale }),
  ]);
  if (!file.ok || !pages.ok || pages.value.length === 0) notFound();
  const { open, customerName } = file.value.header;
  return (
    <StaffPage context={context} place="portfolio" title={title} titleInForm>
      <div className="staff-narrow stack">
        <p className="page-caption">{customerName}</p>
        <p>{t('giveBack.lead')}</p>
        {open ? null : <p>{t('giveBack.leadSent')}</p>}
        <StaffForm
          id="give-back"
          action={giveBack}
          hidden={{ flowId }}
          fields={[
            {
              name: 'stepId',
              type: 'select',
              label: t('giveBack.page'),
              required: true,
              options: pages.value.map(({ stepId, title: label }) => ({ value: stepId, label })),
            },
            {
              name: 'note',
              type: 'textarea',
              label: t('giveBack.note'),
              hint: t('giveBack.noteHint'),
              required: true,
            },
          ]}
          submit={t('giveBack.submit')}
          pending={t('working')}
          texts={words}
          titles={{
            plain: t('titled', { title, name: theme.name }),
            error: t('titledError', { title, name: theme.name }),
          }}
        />
      </div>
    </StaffPage>
  );
}

export default guardedPage(GiveBackPage);
