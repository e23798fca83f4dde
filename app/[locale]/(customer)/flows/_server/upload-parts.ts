import { getTranslations } from 'next-intl/server';
import type { FieldView } from '@/components/forms/field-view';
import type { UploadTexts } from '@/components/forms/upload-view';
import { extensionsOf, usualFileBytesMax, usualFilesMax } from '@/lib/files';
import { isolateLtr } from '@/lib/i18n';
import type { StepField } from '@/lib/onboarding';

type Place = Readonly<{ flowId: string; stepId: string; home: string; itemId?: string }>;

const textKeys = [
  ...['files', 'drop', 'remove', 'removeNamed', 'stop', 'stopNamed', 'again', 'uploading', 'paused', 'removed'],
  ...['failed', 'stay', 'full', 'megabytes', 'kilobytes'],
] as const;
const states = ['receiving', 'quarantined', 'clean', 'unchecked', 'infected', 'rejected', 'removed'] as const;
const problems = [
  ...(['file_type', 'file_empty', 'file_too_large', 'file_mismatch', 'file_two_kinds', 'file_macros'] as const),
  ...(['file_infected', 'file_damaged', 'file_twice', 'file_too_large_to_scan', 'files_full'] as const),
];

/** A function that gives a field that takes files everything its control says and needs; other fields get nothing. */
export async function uploadParts(): Promise<(field: StepField, place: Place) => Partial<FieldView>> {
  const [files, wrong] = await Promise.all([getTranslations('files'), getTranslations('field')]);
  return (field, { flowId, stepId, home, itemId = '' }) => {
    if (field.type !== 'upload') return {};
    const { mediaTypes, fileBytesMax = usualFileBytesMax, itemsMax: filesMax = usualFilesMax } = field.rules ?? {};
    const extensions = extensionsOf(mediaTypes);
    const types = isolateLtr(extensions.join(' '));
    const megabytes = Math.max(0.1, Math.floor((fileBytesMax / (1024 * 1024)) * 10) / 10);
    const size = isolateLtr(files('megabytes', { number: megabytes }));
    // What only the browser knows is filled in there; everything else is put in words here.
    const args = { name: '{name}', types, megabytes, max: filesMax };
    return {
      files: (field.files ?? []).map(({ id, name, bytes, state, reason }) => ({ id, name, bytes, state, reason })),
      upload: {
        endpoint: `/api/uploads/${flowId}`,
        downloads: `${home}/files`,
        stepId,
        fieldId: field.id,
        itemId,
        accept: extensions.join(','),
        filesMax,
        fileBytesMax,
        limits: files('limits', { types, max: filesMax, size }).trim(),
        texts: {
          ...(Object.fromEntries(textKeys.map((key) => [key, files.raw(key) as string])) as Omit<
            UploadTexts,
            'states' | 'problems'
          >),
          states: Object.fromEntries(states.map((state) => [state, files(`states.${state}`)])) as UploadTexts['states'],
          problems: Object.fromEntries(problems.map((code) => [code, wrong(code, args)])),
        },
      },
    };
  };
}
