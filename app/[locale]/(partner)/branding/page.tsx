import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { formWords } from '@/app/[locale]/(staff)/_shell/form-words';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { one, type SearchParams } from '@/app/[locale]/(staff)/_shell/search-params';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffForm } from '@/app/[locale]/(staff)/_shell/StaffForm';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { ColourField } from '@/components/branding/ColourField';
import { ContrastPanel } from '@/components/branding/ContrastPanel';
import { ThemePreview } from '@/components/branding/ThemePreview';
import { TextInput } from '@/components/forms/fields/TextInput';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { brandReport } from '@/lib/branding';
import { isolateLtr } from '@/lib/i18n';
import { authorise, can } from '@/lib/tenancy';
import { publishBrand } from '../actions';
import { readLook } from './read-look';

type Props = Readonly<{ searchParams: SearchParams }>;

/** One's own look: try a name, a mark and a colour, see what becomes of them, then publish. */
async function BrandingPage({ searchParams }: Props) {
  const [t, staff, context, words, query, { nonce }] = await Promise.all([
    getTranslations('partner.brand'),
    getTranslations('staff'),
    staffContext(),
    formWords(),
    searchParams,
    pageRequest(),
  ]);
  const { actor, locale, theme, tenant, format } = context;
  const title = t('title');
  const allowed = authorise(actor, 'theme.read');
  if (!allowed.ok) return <Refused context={context} place="branding" title={title} refusal={allowed.refusal} />;
  const mayEdit = can(actor, 'theme.edit');
  const ownVersion = theme.tenantId === tenant.tenantId ? theme.version : 0;
  const { look, wrong, isTried, moved } = readLook(theme, query);
  const problem = (name: keyof typeof wrong) => (wrong[name] ? [t(`problem.${name}`)] : []);
  return (
    <StaffPage context={context} place="branding" title={title}>
      {one(query.done) === 'published' ? (
        <InsetNotice tone="success" role="status">
          {t('published', { version: ownVersion })}
        </InsetNotice>
      ) : null}
      <p className="muted">{ownVersion > 0 ? t('version', { version: ownVersion }) : t('noneYet')}</p>
      {mayEdit ? (
        <form method="get" action={`/${locale}/branding`} className="staff-narrow staff-part">
          <input type="hidden" name="was" value={look.brand} />
          <TextInput
            id="name"
            name="name"
            label={t('name')}
            errors={problem('name')}
            required
            defaultValue={look.name}
            dir="auto"
            texts={words}
          />
          <TextInput
            id="mark"
            name="mark"
            label={t('mark')}
            hint={t('markHint')}
            errors={problem('mark')}
            required
            width="short"
            defaultValue={look.mark}
            dir="auto"
            texts={words}
          />
          <ColourField
            field={{
              id: 'brand',
              name: 'brand',
              label: t('colour'),
              hint: t('colourHint'),
              errors: problem('brand'),
              required: true,
              texts: words,
            }}
            value={look.brand}
            picker={{ id: 'picker', name: 'picker', label: t('picker') }}
          />
          <TextInput
            id="supportEmail"
            name="supportEmail"
            type="email"
            label={t('supportEmail')}
            hint={t('supportEmailHint')}
            errors={[]}
            required={false}
            dir="ltr"
            defaultValue={look.supportEmail}
            texts={words}
          />
          <div className="button-row">
            <Button variant="secondary">{t('try')}</Button>
          </div>
        </form>
      ) : null}
      {wrong.brand ? null : (
        <section className="staff-part" aria-labelledby="preview">
          <h2 id="preview">{isTried ? t('previewTried') : t('preview')}</h2>
          {moved.light || moved.dark ? (
            <InsetNotice tone="info">
              {moved.light ? (
                <p>{t('darkened', { from: isolateLtr(look.brand), to: isolateLtr(moved.light) })}</p>
              ) : null}
              {moved.dark ? (
                <p>{t('lightened', { from: isolateLtr(look.brand), to: isolateLtr(moved.dark) })}</p>
              ) : null}
            </InsetNotice>
          ) : null}
          <ThemePreview
            theme={{ name: look.name || theme.name, mark: look.mark || theme.mark, brand: look.hex }}
            {...(nonce ? { nonce } : {})}
            texts={{
              light: t('light'),
              dark: t('dark'),
              task: t('sample.task'),
              status: t('sample.status'),
              link: t('sample.link'),
              button: t('sample.button'),
              choice: t('sample.choice'),
            }}
          />
          <div className="staff-part">
            <ContrastPanel
              pairs={brandReport(look.hex)}
              format={(ratio) => `${format.number(Math.floor(ratio * 10) / 10)}:1`}
              texts={{
                actionOnSurface: t('pair.actionOnSurface'),
                actionOnCanvas: t('pair.actionOnCanvas'),
                textOnAction: t('pair.textOnAction'),
                textOnTint: t('pair.textOnTint'),
                light: t('light'),
                dark: t('dark'),
                caption: t('contrast.caption'),
                what: t('contrast.what'),
                where: t('contrast.where'),
                ratio: t('contrast.ratio'),
                least: t('contrast.least'),
                result: t('contrast.result'),
                pass: t('contrast.pass'),
              }}
            />
          </div>
          {mayEdit && isTried && !wrong.name && !wrong.mark ? (
            <div className="staff-part">
              <StaffForm
                id="publish"
                action={publishBrand}
                hidden={{
                  name: look.name,
                  mark: look.mark,
                  brand: look.brand,
                  supportEmail: look.supportEmail,
                  baseVersion: String(ownVersion),
                }}
                submit={t('publish', { version: ownVersion + 1 })}
                pending={staff('working')}
                texts={words}
              />
            </div>
          ) : null}
        </section>
      )}
    </StaffPage>
  );
}

export default guardedPage(BrandingPage);
