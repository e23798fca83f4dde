import type { VerifyStep } from '@/lib/flow-definition';
import { customerId, datasetName, project } from './references';

/** Three things that are looked at from outside, and four that somebody of the partner's looks at with their own eyes. */
export const finalLook: VerifyStep = {
  id: 'final-look-list',
  kind: 'verify',
  title: { en: 'Check that everything works', ar: 'التحقق من أن كل شيء يعمل' },
  checks: [
    {
      id: 'registered-active',
      title: { en: 'The customer is in the register, and active', ar: 'العميل مسجّل وحالته نشطة' },
      by: 'check',
      check: 'registry.entry',
      with: { id: customerId, status: 'active' },
    },
    {
      id: 'listed-in-industry',
      title: { en: 'The customer is in the list of its industry', ar: 'العميل ضمن قائمة قطاعه' },
      by: 'check',
      check: 'registry.entry',
      with: { id: customerId, industry: '${answers.industry}' },
    },
    {
      id: 'dataset-answers',
      title: { en: 'The dataset answers a query', ar: 'مجموعة البيانات تجيب عن الاستعلام' },
      by: 'check',
      check: 'dataset.select-one',
      with: { dataset: datasetName, project },
    },
    {
      id: 'dataset-visible',
      title: { en: 'The dataset can be seen in the console', ar: 'مجموعة البيانات ظاهرة في لوحة التحكم' },
      by: 'person',
      proof: { en: 'Where it was seen', ar: 'أين ظهرت' },
    },
    {
      id: 'table-schema',
      title: { en: 'Its tables have the right columns', ar: 'أعمدة الجداول صحيحة' },
      by: 'person',
      proof: { en: 'Which tables were compared', ar: 'الجداول التي قورنت' },
    },
    {
      id: 'credentials-accessible',
      title: { en: 'Stored credentials can be used', ar: 'يمكن استخدام بيانات الاعتماد المحفوظة' },
      help: { en: 'None stored is fine: say so.', ar: 'إن لم يُحفظ شيء منها فاكتبوا ذلك.' },
      by: 'person',
      proof: { en: 'Which accounts were read', ar: 'الحسابات التي قُرئت' },
    },
    {
      id: 'usable-in-reporting',
      title: { en: 'The customer can be chosen in the reports', ar: 'يمكن اختيار العميل في التقارير' },
      by: 'person',
      proof: { en: 'Which report was opened', ar: 'التقرير الذي فُتح' },
    },
  ],
};
