import { getTranslations } from 'next-intl/server';
import { Ltr } from '@/components/ui/Ltr';
import { isolate, localizedText } from '@/lib/i18n';
import type { PlanPreview, PreviewedAction, ShownArgument } from '@/lib/provisioning';
import { loose } from '@/app/[locale]/(staff)/_shell/loose-texts';

type Props = Readonly<{
  plan: PlanPreview;
  locale: string;
  /** Whether the reader may see with which values; answers may be among them. */
  withValues: boolean;
}>;

/**
 * What a set-up would do, in order and in plain words: what each step makes, with what, what it waits for, and what
 * becomes of it when a later one fails; then who is told. Where nothing is set up there is nobody to tell.
 */
export async function PlanList({ plan, locale, withValues }: Props) {
  const t = await getTranslations('provisioning.preview');
  const titles = new Map(plan.actions.map(({ id, title }) => [id, localizedText(title, locale)]));
  return (
    <>
      {plan.problems.length > 0 ? <p className="muted">{t('problems')}</p> : null}
      {plan.actions.length === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <>
          <ol className="plan">
            {plan.actions.map((action) => (
              <li key={action.id}>
                <details className="details">
                  <summary>{titles.get(action.id)}</summary>
                  <Step action={withValues ? action : { ...action, args: [] }} titles={titles} />
                </details>
              </li>
            ))}
          </ol>
          <Told told={plan.told} />
        </>
      )}
    </>
  );
}

async function Step({ action, titles }: Readonly<{ action: PreviewedAction; titles: ReadonlyMap<string, string> }>) {
  const [t, provisioning] = await Promise.all([
    getTranslations('provisioning.preview'),
    getTranslations('provisioning.inventory'),
  ]);
  const kind = loose(provisioning);
  const kinds = action.creates.map((each) => kind(`kind.${each}`) ?? each);
  const lines = [
    kinds.length > 0 ? t('creates', { kinds: kinds.join(', ') }) : t('checks'),
    action.waits ? t('waits') : null,
    action.adopts ? t('adopts') : null,
    kinds.length > 0 ? t(`policy.${action.onLaterFailure.usually}`) : null,
    action.nonBlocking ? t('nonBlocking') : null,
  ].filter((line) => line !== null);
  return (
    <>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {action.args.length > 0 ? (
        <dl className="run-args">
          {action.args.map((arg) => (
            <div key={arg.name}>
              <dt>
                <Ltr code>{arg.name}</Ltr>
              </dt>
              <dd>
                <Argument arg={arg} titles={titles} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}

async function Argument({ arg, titles }: Readonly<{ arg: ShownArgument; titles: ReadonlyMap<string, string> }>) {
  const t = await getTranslations('provisioning.preview');
  if (arg.kind === 'sealed') return t('sealed');
  if (arg.kind === 'later') return t('later', { action: isolate(titles.get(arg.actionId) ?? arg.actionId) });
  return (
    <Ltr code wrap>
      {[arg.value].flat().map(String).join(', ')}
    </Ltr>
  );
}

async function Told({ told }: Readonly<{ told: PlanPreview['told'] }>) {
  if (told.length === 0) return null;
  const t = await getTranslations('provisioning.preview.told');
  const word = loose(t);
  return (
    <>
      <p>
        <strong>{t('title')}</strong>
      </p>
      <ul>
        {told.map(({ event, kind, to }) => (
          <li key={event}>{word(kind, { to: word(`to.${to}`) ?? to }) ?? kind}</li>
        ))}
      </ul>
    </>
  );
}
