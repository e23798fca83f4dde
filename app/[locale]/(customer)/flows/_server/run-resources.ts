import { getTranslations } from 'next-intl/server';
import { actionState } from '@/components/provisioning/action-state';
import { failureValues } from '@/components/provisioning/failure-values';
import type { Resource } from '@/components/ui/ResourceList';
import { isolateLtr, localizedText } from '@/lib/i18n';
import type { ActionFailure, RunView } from '@/lib/provisioning';

/** Each action of a run as the customer reads it: its state in a word, what went wrong and what helps. */
export async function runResources(run: RunView, ownerName: string, locale: string): Promise<readonly Resource[]> {
  const [t, words] = await Promise.all([getTranslations('provisioning.action'), failureWords()]);
  return run.actions.map((action) => {
    const detail = [
      ...(action.error ? words(action.error) : []),
      action.status === 'failed' && action.nonBlocking ? t('nonBlocking', { partner: ownerName }) : null,
    ]
      .filter((text) => text !== null)
      .join(' ');
    return {
      id: action.id,
      title: localizedText(action.title, locale),
      state: actionState[action.status],
      stateLabel: t(`status.${action.status}`),
      ...(detail !== '' && { detail }),
    };
  });
}

/** What went wrong, and what helps where there is something for the customer; names in it are set apart. */
async function failureWords(): Promise<(error: ActionFailure) => readonly string[]> {
  const [failure, remedy, valuesOf] = await Promise.all([
    getTranslations('provisioning.failure'),
    getTranslations('provisioning.remedy'),
    failureValues(),
  ]);
  return ({ code, args }) => {
    const values = valuesOf(
      Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, isolateLtr(String(value))])),
    );
    const known = failure.has(code as 'unexpected') ? (code as 'unexpected') : 'unexpected';
    return [failure(known, values), ...(remedy.has(code as 'other') ? [remedy(code as 'other', values)] : [])];
  };
}
