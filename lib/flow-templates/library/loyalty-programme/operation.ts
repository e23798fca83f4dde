import type { SectionDefinition } from '@/lib/flow-definition';

/** How often data is backed up, and whether customers may register themselves. */
export const operation: SectionDefinition = {
  id: 'operation',
  title: { en: 'Running the programme', ar: 'تشغيل البرنامج' },
  tasks: [
    {
      id: 'running',
      title: { en: 'Backups and registration', ar: 'النسخ الاحتياطي والتسجيل' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'backup',
          kind: 'choice-cards',
          title: { en: 'How often should we back up your data?', ar: 'كم مرة ننسخ بياناتكم احتياطيًا؟' },
          help: {
            en: 'Whatever you choose, we back up before and after setting you up, and keep those backups for at least 30 days.',
            ar: 'أيًّا كان اختياركم، ننسخ البيانات قبل الإعداد وبعده ونحفظ هاتين النسختين 30 يومًا على الأقل.',
          },
          fields: [
            {
              id: 'backupSchedule',
              type: 'choice',
              label: { en: 'Backups', ar: 'النسخ الاحتياطي' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'daily',
                  label: { en: 'Every night', ar: 'كل ليلة' },
                  consequence: {
                    en: 'At worst, one day of points has to be entered again.',
                    ar: 'في أسوأ الأحوال تُعاد كتابة نقاط يوم واحد.',
                  },
                },
                {
                  id: 'weekly',
                  label: { en: 'Every week', ar: 'كل أسبوع' },
                  consequence: {
                    en: 'At worst, one week of points has to be entered again.',
                    ar: 'في أسوأ الأحوال تُعاد كتابة نقاط أسبوع كامل.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'registration',
          kind: 'form',
          title: { en: 'Who may join the programme?', ar: 'من يستطيع الانضمام إلى البرنامج؟' },
          fields: [
            {
              id: 'selfRegistration',
              type: 'yesNo',
              label: {
                en: 'May customers register themselves?',
                ar: 'هل يستطيع العملاء التسجيل بأنفسهم؟',
              },
              hint: {
                en: 'If not, cashiers register them at the till',
                ar: 'إن لم يكن ذلك ممكنًا سجّلهم الصرّافون عند الصندوق',
              },
              required: true,
              class: 'plain',
              due: 'now',
            },
          ],
        },
      ],
    },
  ],
};
