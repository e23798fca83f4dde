import type { OffboardingOption } from '@/lib/flow-definition';
import { customerId } from './references';

/**
 * Two ways out, both to an inactive customer. The entry in the register stays, marked as inactive; stored credentials
 * are taken away either way.
 */
export const offboarding: readonly OffboardingOption[] = [
  {
    id: 'keep-data',
    title: { en: 'Make inactive and keep the data', ar: 'إيقاف العميل مع الإبقاء على البيانات' },
    consequences: [
      { en: 'The customer is marked as inactive, and its reports stop.', ar: 'يُعلَّم العميل غير نشط وتتوقف تقاريره.' },
      {
        en: 'Stored credentials are deleted. The dataset stays where it is.',
        ar: 'تُحذف بيانات الاعتماد المحفوظة، وتبقى مجموعة البيانات في مكانها.',
      },
    ],
    keeps: ['bigquery_dataset', 'bigquery_table', 'registry_entry'],
    destructive: false,
    ends: 'inactive',
  },
  {
    id: 'delete-data',
    title: { en: 'Make inactive and delete the data', ar: 'إيقاف العميل وحذف البيانات' },
    consequences: [
      { en: 'The customer is marked as inactive, and its reports stop.', ar: 'يُعلَّم العميل غير نشط وتتوقف تقاريره.' },
      {
        en: 'The dataset with all its tables and every stored credential are deleted. This cannot be undone.',
        ar: 'تُحذف مجموعة البيانات بكل جداولها وجميع بيانات الاعتماد المحفوظة، ولا يمكن التراجع عن ذلك.',
      },
    ],
    keeps: ['registry_entry'],
    destructive: true,
    phrase: customerId,
    ends: 'inactive',
  },
];
