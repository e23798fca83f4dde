import { getTranslations } from 'next-intl/server';
import { formTexts, type FormTexts } from '@/components/forms/form-texts';

/** The words that the controls of a staff form say themselves. */
export async function formWords(): Promise<FormTexts> {
  const t = await getTranslations('form');
  return formTexts((key) => t.raw(key) as string);
}
