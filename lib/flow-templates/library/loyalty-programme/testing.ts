import type { FieldOption, FormStep, LocalizedText, SectionDefinition } from '@/lib/flow-definition';

/** What the customer tries when the programme is there. All of it is due later: it cannot be done before. */
export const testing: SectionDefinition = {
  id: 'testing',
  title: { en: 'Trying it out', ar: 'تجربة البرنامج' },
  tasks: [
    {
      id: 'test-checklist',
      title: { en: 'List of tests', ar: 'قائمة الاختبارات' },
      hint: {
        en: 'Look at it now, tick it off when the programme is ready',
        ar: 'اطّلعوا عليها الآن وأكملوها عندما يصبح البرنامج جاهزًا',
      },
      minutes: 3,
      owner: 'contributor',
      steps: [
        tests({
          id: 'test-admin',
          title: { en: 'Sign in as administrator', ar: 'الدخول بصفة مسؤول' },
          label: { en: 'What worked as administrator', ar: 'ما نجح عند الدخول بصفة مسؤول' },
          fieldId: 'adminChecks',
          checks: [
            { id: 'page_opens', label: { en: 'The sign-in page opens', ar: 'تفتح صفحة الدخول' } },
            { id: 'signed_in', label: { en: 'Signing in works', ar: 'ينجح تسجيل الدخول' } },
            { id: 'redirected', label: { en: 'It leads to the programme', ar: 'ينتقل إلى البرنامج' } },
            { id: 'dashboard', label: { en: 'The dashboard shows', ar: 'تظهر لوحة المعلومات' } },
          ],
        }),
        tests({
          id: 'test-cashier',
          title: { en: 'Create a cashier', ar: 'إنشاء صرّاف' },
          label: { en: 'What worked with the cashier', ar: 'ما نجح مع الصرّاف' },
          fieldId: 'cashierChecks',
          checks: [
            { id: 'form_opens', label: { en: 'The form for a new cashier opens', ar: 'يفتح نموذج صرّاف جديد' } },
            { id: 'form_accepted', label: { en: 'The form is accepted', ar: 'يُقبل النموذج' } },
            { id: 'account_there', label: { en: 'The account is there', ar: 'الحساب موجود' } },
            { id: 'in_group', label: { en: 'It is in the group of cashiers', ar: 'الحساب في مجموعة الصرّافين' } },
            { id: 'cashier_signs_in', label: { en: 'The cashier can sign in', ar: 'يستطيع الصرّاف الدخول' } },
          ],
        }),
        tests({
          id: 'test-registration',
          title: { en: 'Register as a customer', ar: 'التسجيل بصفة عميل' },
          label: { en: 'What worked when registering', ar: 'ما نجح عند التسجيل' },
          fieldId: 'registrationChecks',
          when: 'has(answers.selfRegistration) && answers.selfRegistration',
          checks: [
            { id: 'enrolment_opens', label: { en: 'The registration opens', ar: 'تفتح صفحة التسجيل' } },
            {
              id: 'customer_group',
              label: { en: 'The account is in the group of customers', ar: 'الحساب في مجموعة العملاء' },
            },
            { id: 'customer_signs_in', label: { en: 'The customer can sign in', ar: 'يستطيع العميل الدخول' } },
          ],
        }),
        tests({
          id: 'test-points',
          title: { en: 'Award points', ar: 'منح النقاط' },
          label: { en: 'What worked with points', ar: 'ما نجح مع النقاط' },
          fieldId: 'pointsChecks',
          checks: [
            { id: 'till_opens', label: { en: 'The cashier is at the till', ar: 'الصرّاف على الصندوق' } },
            { id: 'purchase', label: { en: 'A purchase is entered', ar: 'تُسجَّل عملية شراء' } },
            { id: 'awarded', label: { en: 'Points are awarded', ar: 'تُمنح النقاط' } },
            { id: 'customer_looks', label: { en: 'The customer signs in', ar: 'يدخل العميل إلى حسابه' } },
            { id: 'balance', label: { en: 'The balance shows them', ar: 'تظهر النقاط في الرصيد' } },
          ],
        }),
      ],
    },
  ],
};

/** A list of checks, all of which have to be ticked, with a note and a picture as proof. */
function tests({
  id,
  title,
  label,
  fieldId,
  checks,
  when,
}: Readonly<{
  id: string;
  title: LocalizedText;
  label: LocalizedText;
  fieldId: string;
  checks: readonly FieldOption[];
  when?: string;
}>): FormStep {
  return {
    id,
    kind: 'manual',
    title,
    help: {
      en: 'Try it when we have told you that the programme is ready, then come back and tick what worked. All of them are needed.',
      ar: 'جرّبوا ذلك بعد أن نخبركم بجاهزية البرنامج، ثم عودوا وضعوا علامة على ما نجح. جميعها مطلوبة.',
    },
    ...(when !== undefined && { when }),
    fields: [
      {
        id: fieldId,
        type: 'choices',
        label,
        required: true,
        class: 'plain',
        due: 'later',
        rules: { itemsMin: checks.length },
        options: checks,
      },
      {
        id: `${fieldId}Proof`,
        type: 'upload',
        label: { en: `Picture: ${title.en ?? ''}`, ar: `صورة: ${title.ar ?? ''}` },
        hint: { en: 'PNG or JPEG, up to 10 MB', ar: 'ملف PNG أو JPEG بحجم أقصاه 10 ميغابايت' },
        required: false,
        class: 'plain',
        due: 'later',
        rules: { mediaTypes: ['image/png', 'image/jpeg'], fileBytesMax: 10_485_760, itemsMax: 3 },
      },
    ],
  };
}
