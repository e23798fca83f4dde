import type { SectionDefinition } from '@/lib/flow-definition';

/** The first security policy of the space: second factor, sessions, networks, and signing in through an own provider. */
export const policy: SectionDefinition = {
  id: 'policy',
  title: { en: 'Security policy', ar: 'السياسة الأمنية' },
  tasks: [
    {
      id: 'access-policy',
      title: { en: 'How people sign in', ar: 'كيفية تسجيل الدخول' },
      hint: { en: 'You can make it stricter at any time', ar: 'يمكنكم تشديدها في أي وقت' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'sign-in-policy',
          kind: 'form',
          title: { en: 'How strict should signing in be?', ar: 'ما مدى صرامة تسجيل الدخول؟' },
          fields: [
            {
              id: 'secondFactor',
              type: 'choice',
              label: { en: 'Second factor', ar: 'عامل التحقق الثاني' },
              required: true,
              class: 'plain',
              due: 'now',
              default: 'everyone',
              options: [
                {
                  id: 'everyone',
                  label: { en: 'For everybody', ar: 'للجميع' },
                  hint: { en: 'Recommended', ar: 'ننصح به' },
                },
                {
                  id: 'administrators',
                  label: { en: 'For administrators only', ar: 'للمسؤولين فقط' },
                  consequence: {
                    en: 'Auditors will ask you why. SOC 2 and ISO 27001 expect it for everybody.',
                    ar: 'سيسألكم المدقّقون عن السبب، إذ يتوقع SOC 2 وISO 27001 تطبيقه على الجميع.',
                  },
                },
              ],
            },
            {
              id: 'sessionLength',
              type: 'choice',
              label: { en: 'Sign people out after', ar: 'إنهاء الجلسة بعد' },
              required: true,
              class: 'plain',
              due: 'now',
              default: 'hours_8',
              options: [
                { id: 'minutes_30', label: { en: '30 minutes without activity', ar: '30 دقيقة دون نشاط' } },
                { id: 'hours_8', label: { en: '8 hours', ar: '8 ساعات' } },
                { id: 'hours_24', label: { en: '24 hours', ar: '24 ساعة' } },
              ],
            },
            {
              id: 'restrictNetworks',
              type: 'yesNo',
              label: {
                en: 'May people sign in from certain networks only?',
                ar: 'هل يقتصر الدخول على شبكات معيّنة؟',
              },
              required: true,
              class: 'plain',
              due: 'now',
            },
            {
              id: 'allowedNetworks',
              type: 'list',
              label: { en: 'Networks to allow', ar: 'الشبكات المسموح بها' },
              hint: {
                en: 'Addresses or ranges in CIDR notation, such as 203.0.113.0/24',
                ar: 'عناوين أو نطاقات بصيغة CIDR، مثل 203.0.113.0/24',
              },
              required: true,
              visible: 'has(answers.restrictNetworks) && answers.restrictNetworks',
              class: 'plain',
              due: 'now',
              rules: {
                itemType: 'text',
                itemsMin: 1,
                itemsMax: 50,
                pattern:
                  '^(((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(/(3[0-2]|[12]?[0-9]))?|[0-9a-fA-F]{0,4}:[0-9a-fA-F:]{1,38}(/[0-9]{1,3})?)$',
              },
              invalid: {
                en: 'Write each network as an address or range, such as 203.0.113.0/24',
                ar: 'اكتبوا كل شبكة عنوانًا أو نطاقًا، مثل 203.0.113.0/24',
              },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'single-sign-on',
          kind: 'form',
          title: { en: 'Should people sign in with your own accounts?', ar: 'هل يدخل الموظفون بحسابات مؤسستكم؟' },
          fields: [
            {
              id: 'wantsSso',
              type: 'yesNo',
              label: { en: 'Use single sign-on', ar: 'استخدام الدخول الموحّد' },
              required: true,
              class: 'plain',
              due: 'now',
            },
            {
              id: 'ssoProtocol',
              type: 'choice',
              label: { en: 'Protocol of single sign-on', ar: 'بروتوكول الدخول الموحّد' },
              required: true,
              visible: 'has(answers.wantsSso) && answers.wantsSso',
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'oidc',
                  label: { en: 'OpenID Connect', ar: 'OpenID Connect' },
                  hint: { en: 'Recommended', ar: 'ننصح به' },
                },
                { id: 'saml', label: { en: 'SAML 2.0', ar: 'SAML 2.0' } },
              ],
            },
            {
              id: 'oidcIssuer',
              type: 'url',
              label: { en: 'Issuer of your OpenID provider', ar: 'عنوان مُصدر OpenID لديكم' },
              hint: { en: 'For example, https://login.fennick.example', ar: 'مثال: https://login.fennick.example' },
              required: true,
              visible: 'has(answers.ssoProtocol) && answers.ssoProtocol == "oidc"',
              class: 'plain',
              due: 'later',
              dir: 'ltr',
            },
            {
              id: 'samlMetadata',
              type: 'url',
              label: { en: 'Address of your SAML metadata', ar: 'عنوان بيانات SAML الوصفية لديكم' },
              required: true,
              visible: 'has(answers.ssoProtocol) && answers.ssoProtocol == "saml"',
              class: 'plain',
              due: 'later',
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
