import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/ui/Button';
import { chooseScheme } from './preferences';
import { pageRequest } from './request';

const schemes = ['system', 'light', 'dark'] as const;

/** The choice of light and dark as a plain form: it works before and without JavaScript. */
export async function SchemeSwitch() {
  const [{ scheme, path }, t] = await Promise.all([pageRequest(), getTranslations('common.scheme')]);
  return (
    <form action={chooseScheme} className="scheme-switch">
      <input type="hidden" name="back" value={path} />
      <fieldset>
        <legend>{t('label')}</legend>
        {schemes.map((name) => (
          <label key={name}>
            <input type="radio" name="scheme" value={name} defaultChecked={scheme === name} />
            {t(name)}
          </label>
        ))}
      </fieldset>
      <Button variant="quiet" size="small">
        {t('save')}
      </Button>
    </form>
  );
}
