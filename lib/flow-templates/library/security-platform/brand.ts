import type { SectionDefinition } from '@/lib/flow-definition';

/** White label: only for the tier that has it, and for those who look after others. */
export const brand: SectionDefinition = {
  id: 'brand',
  title: { en: 'Your brand', ar: 'هويتكم' },
  when: 'has(answers.tier) && answers.tier == "enterprise"',
  tasks: [
    {
      id: 'white-label',
      title: { en: 'Name, logo and address', ar: 'الاسم والشعار والعنوان' },
      hint: { en: 'How the platform looks to your people', ar: 'كيف تبدو المنصة لموظفيكم' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'white-label-wish',
          kind: 'form',
          title: { en: 'Should the platform carry your brand?', ar: 'هل تحمل المنصة هويتكم؟' },
          fields: [
            {
              id: 'wantsWhiteLabel',
              type: 'yesNo',
              label: { en: 'Use our own brand', ar: 'استخدام هويتنا الخاصة' },
              required: true,
              class: 'plain',
              due: 'now',
            },
            {
              id: 'brandName',
              type: 'text',
              label: { en: 'Name of the product', ar: 'اسم المنتج' },
              required: true,
              visible: 'has(answers.wantsWhiteLabel) && answers.wantsWhiteLabel',
              class: 'plain',
              due: 'now',
              rules: { minLength: 2, maxLength: 60 },
              dir: 'auto',
            },
            {
              id: 'brandColour',
              type: 'text',
              label: { en: 'Main colour', ar: 'اللون الرئيسي' },
              hint: { en: 'As six characters after #, such as #1b5e4a', ar: 'ست خانات بعد العلامة #، مثل #1b5e4a' },
              required: true,
              visible: 'has(answers.wantsWhiteLabel) && answers.wantsWhiteLabel',
              class: 'plain',
              due: 'now',
              rules: { minLength: 7, maxLength: 7, pattern: '^#[0-9A-Fa-f]{6}$' },
              invalid: {
                en: 'Write the colour as # and six characters from 0 to 9 and a to f, such as #1b5e4a',
                ar: 'اكتبوا اللون بالعلامة # تليها ست خانات من الأرقام والحروف a إلى f، مثل #1b5e4a',
              },
              dir: 'ltr',
            },
            {
              id: 'brandDomain',
              type: 'text',
              label: { en: 'Address for signing in', ar: 'عنوان تسجيل الدخول' },
              hint: { en: 'For example, security.fennick.example', ar: 'مثال: security.fennick.example' },
              required: false,
              visible: 'has(answers.wantsWhiteLabel) && answers.wantsWhiteLabel',
              class: 'plain',
              due: 'later',
              rules: { minLength: 4, maxLength: 253, pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$' },
              invalid: {
                en: 'Enter a domain in small letters without https:// and without a path',
                ar: 'أدخلوا النطاق بحروف صغيرة دون https:// ودون مسار',
              },
              dir: 'ltr',
            },
            {
              id: 'brandLogo',
              type: 'upload',
              label: { en: 'Logo', ar: 'الشعار' },
              hint: { en: 'PNG or JPEG, up to 2 MB', ar: 'ملف PNG أو JPEG بحجم أقصاه 2 ميغابايت' },
              required: true,
              visible: 'has(answers.wantsWhiteLabel) && answers.wantsWhiteLabel',
              class: 'plain',
              due: 'later',
              rules: { mediaTypes: ['image/png', 'image/jpeg'], fileBytesMax: 2_097_152, itemsMax: 1 },
            },
          ],
        },
      ],
    },
  ],
};
