import { getTranslations } from 'next-intl/server';
import type { FormTexts } from '@/components/forms/form-texts';
import type { SecurityView } from '@/lib/auth';
import { FieldsForm } from '../../FieldsForm';
import { PasskeyButton } from '../../PasskeyButton';
import { changePasskey, keepPasskey, questionNewPasskey } from '../../ways-actions';

type Props = Readonly<{ passkeys: SecurityView['passkeys']; mayChange: boolean; texts: FormTexts }>;

/** One's passkeys: make one, name it, take it away. Making takes JavaScript, the rest does not. */
export async function PasskeySection({ passkeys, mayChange, texts }: Props) {
  const t = await getTranslations('auth.security');
  return (
    <section className="stack" aria-labelledby="passkeys">
      <h2 id="passkeys">{t('passkeysTitle')}</h2>
      <p>{passkeys.length === 0 ? t('passkeysNone') : t('passkeysLead', { count: passkeys.length })}</p>
      {passkeys.map(({ id, name }, index) => {
        const shown = name || t('passkeyUnnamed', { number: index + 1 });
        return (
          <div key={id} className="stack">
            <h3>
              <bdi>{shown}</bdi>
            </h3>
            {mayChange ? (
              <>
                <FieldsForm
                  id={`name-${id}`}
                  action={changePasskey}
                  fields={[{ name: 'name', kind: 'text', label: t('passkeyName'), defaultValue: shown }]}
                  hidden={{ id, what: 'rename' }}
                  submit={t('passkeyRename')}
                  pending={t('pending')}
                  variant="secondary"
                  texts={texts}
                />
                <FieldsForm
                  id={`remove-${id}`}
                  action={changePasskey}
                  fields={[]}
                  hidden={{ id, what: 'remove' }}
                  submit={t('passkeyRemove', { name: shown })}
                  pending={t('pending')}
                  variant="quiet"
                  texts={texts}
                />
              </>
            ) : null}
          </div>
        );
      })}
      {mayChange ? (
        <PasskeyButton
          make
          ask={questionNewPasskey}
          answer={keepPasskey}
          values={{ name: t('passkeyUnnamed', { number: passkeys.length + 1 }) }}
          label={t('passkeyAdd')}
          pending={t('pending')}
          failed={t('passkeyFailed')}
        />
      ) : null}
    </section>
  );
}
