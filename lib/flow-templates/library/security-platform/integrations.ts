import type { SectionDefinition } from '@/lib/flow-definition';

/** Which other systems should hear from the platform. */
export const integrations: SectionDefinition = {
  id: 'integrations',
  title: { en: 'Integrations', ar: 'عمليات الربط' },
  tasks: [
    {
      id: 'integration-wishes',
      title: { en: 'Other systems', ar: 'الأنظمة الأخرى' },
      hint: { en: 'We connect them after the start', ar: 'نربطها بعد البدء' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'connected-systems',
          kind: 'form',
          title: { en: 'Which systems should we connect?', ar: 'أي الأنظمة نربط؟' },
          fields: [
            {
              id: 'connectedSystems',
              type: 'choices',
              label: { en: 'Systems to connect', ar: 'الأنظمة المطلوب ربطها' },
              hint: { en: 'Select all that apply, or none', ar: 'اختاروا كل ما ينطبق، أو لا شيء' },
              required: false,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'salesforce',
                  label: { en: 'Salesforce', ar: 'Salesforce' },
                  hint: { en: 'Customers and contacts', ar: 'العملاء وجهات الاتصال' },
                },
                {
                  id: 'hubspot',
                  label: { en: 'HubSpot', ar: 'HubSpot' },
                  hint: { en: 'Customers and contacts', ar: 'العملاء وجهات الاتصال' },
                },
                {
                  id: 'zendesk',
                  label: { en: 'Zendesk', ar: 'Zendesk' },
                  hint: { en: 'Alerts become tickets', ar: 'تصبح التنبيهات تذاكر' },
                },
                {
                  id: 'servicenow',
                  label: { en: 'ServiceNow', ar: 'ServiceNow' },
                  hint: { en: 'Alerts become incidents', ar: 'تصبح التنبيهات بلاغات' },
                },
              ],
            },
            {
              id: 'supportAddress',
              type: 'url',
              label: { en: 'Address of your support system', ar: 'عنوان نظام الدعم لديكم' },
              hint: { en: 'For example, https://help.fennick.example', ar: 'مثال: https://help.fennick.example' },
              required: true,
              visible:
                'has(answers.connectedSystems) && ("zendesk" in answers.connectedSystems || "servicenow" in answers.connectedSystems)',
              class: 'plain',
              due: 'later',
              dir: 'ltr',
            },
            {
              id: 'billingEmail',
              type: 'email',
              label: { en: 'Email address for invoices', ar: 'البريد الإلكتروني للفواتير' },
              required: true,
              class: 'pii',
              due: 'now',
              dir: 'ltr',
            },
            {
              id: 'billingCurrency',
              type: 'currency',
              label: { en: 'Currency of invoices', ar: 'عملة الفواتير' },
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
