import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { getFlowFile } from '@/lib/onboarding';
import { getRunView } from '@/lib/provisioning';
import { authorise, withTenant } from '@/lib/tenancy';
import { formWords } from '../../../_shell/form-words';
import { Refused } from '../../../_shell/Refused';
import { staffContext } from '../../../_shell/staff-context';
import { StaffForm } from '../../../_shell/StaffForm';
import { StaffPage } from '../../../_shell/StaffPage';
import { undo } from '../../actions';

type Props = Readonly<{ params: Promise<{ flowId: string }> }>;

/** Asks for the customer's name before everything that was set up is taken back. */
async function UndoPage({ params }: Props) {
  const [{ flowId }, t, run, words] = await Promise.all([
    params,
    getTranslations('staff'),
    getTranslations('provisioning.run'),
    formWords(),
  ]);
  const context = await staffContext({ flowId });
  const { actor, locale, theme } = context;
  const title = t('undo.title');
  const allowed = authorise(actor, 'run.undo');
  if (!allowed.ok) return <Refused context={context} place="portfolio" title={title} refusal={allowed.refusal} />;
  const [file, view] = await withTenant(actor, async (tx) => [
    await getFlowFile(tx, actor, { flowId, locale }),
    await getRunView(tx, actor, { flowId }),
  ]);
  if (!file.ok || !view.ok || !view.value) notFound();
  const { customerName } = file.value.header;
  return (
    <StaffPage context={context} place="portfolio" title={title} titleInForm>
      <div className="staff-narrow stack">
        <InsetNotice tone="warning">
          <p>{run('undoHint')}</p>
        </InsetNotice>
        <ul>
          {view.value.inventory
            .filter(({ status }) => status === 'present' || status === 'kept')
            .map(({ kind, name }) => (
              <li key={`${kind}-${name}`}>
                <Ltr code wrap>
                  {name}
                </Ltr>
              </li>
            ))}
        </ul>
        <StaffForm
          id="undo"
          action={undo}
          hidden={{ flowId }}
          fields={[
            {
              name: 'confirm',
              type: 'text',
              label: t('undo.confirm', { name: customerName }),
              hint: t('undo.confirmHint'),
              required: true,
              autoComplete: 'off',
            },
          ]}
          submit={run('undoConfirm')}
          pending={t('working')}
          variant="danger"
          texts={words}
          titles={{
            plain: t('titled', { title, name: theme.name }),
            error: t('titledError', { title, name: theme.name }),
          }}
        />
        <p>
          <a href={`/${locale}/portfolio/${flowId}`}>{t('undo.keep')}</a>
        </p>
      </div>
    </StaffPage>
  );
}

export default guardedPage(UndoPage);
