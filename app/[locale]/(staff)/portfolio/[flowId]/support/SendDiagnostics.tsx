import { getTranslations } from 'next-intl/server';
import { isolateLtr } from '@/lib/i18n';
import { formWords } from '../../../_shell/form-words';
import { StaffForm } from '../../../_shell/StaffForm';
import { send } from './actions';

type Props = Readonly<{ flowId: string; sendTo: string | null }>;

/** Mails the diagnostics to the address for help of the look, or says that there is none. */
export async function SendDiagnostics({ flowId, sendTo }: Props) {
  const [t, staff, texts] = await Promise.all([
    getTranslations('checks.support.send'),
    getTranslations('staff'),
    formWords(),
  ]);
  return (
    <section className="staff-part" aria-labelledby="help">
      <h2 id="help">{t('title')}</h2>
      <p>{sendTo === null ? t('nobody') : t('lead', { email: isolateLtr(sendTo) })}</p>
      {sendTo === null ? null : (
        <StaffForm
          id="send-diagnostics"
          action={send}
          hidden={{ flowId }}
          submit={t('button')}
          pending={staff('working')}
          variant="secondary"
          texts={texts}
        />
      )}
    </section>
  );
}
