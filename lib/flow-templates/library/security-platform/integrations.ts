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
              id: 'crm',
              type: 'choice',
              label: { en: 'Customer relationship system', ar: 'نظام إدارة علاقات العملاء' },
              required: true,
              class: 'plain',
              due: 'now',
              default: 'none',
              options: [
                { id: 'none', label: { en: 'No CRM', ar: 'دون نظام' } },
                { id: 'salesforce', label: { en: 'Salesforce', ar: 'Salesforce' } },
                { id: 'hubspot', label: { en: 'HubSpot', ar: 'HubSpot' } },
              ],
            },
            {
              id: 'support',
              type: 'choice',
              label: { en: 'Support system', ar: 'نظام الدعم' },
              required: true,
              class: 'plain',
              due: 'now',
              default: 'none',
              options: [
                { id: 'none', label: { en: 'No support system', ar: 'دون نظام دعم' } },
                { id: 'zendesk', label: { en: 'Zendesk', ar: 'Zendesk' } },
                { id: 'servicenow', label: { en: 'ServiceNow', ar: 'ServiceNow' } },
              ],
            },
            {
              id: 'supportAddress',
              type: 'url',
              label: { en: 'Address of your support system', ar: 'عنوان نظام الدعم لديكم' },
              hint: { en: 'For example, https://help.fennick.example', ar: 'مثال: https://help.fennick.example' },
              required: true,
              visible: 'has(answers.support) && answers.support != "none"',
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
