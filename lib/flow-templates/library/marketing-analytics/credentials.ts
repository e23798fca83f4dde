import type { CredentialStep, Remedy, TaskDefinition } from '@/lib/flow-definition';
import { secretName, usesGoogle, usesMeta } from './references';

/** What helps wherever a token is refused, whichever platform has refused it. */
const usualRemedies: readonly Remedy[] = [
  {
    on: ['rate_limited', 'resting', 'unavailable', 'unreachable', 'timed_out'],
    text: {
      en: 'The platform does not answer at the moment. Wait a few minutes and check again; nothing is wrong with the token.',
      ar: 'المنصة لا تستجيب الآن. انتظروا بضع دقائق ثم أعيدوا الفحص، فلا عيب في الرمز.',
    },
  },
  {
    on: ['not_connected'],
    text: {
      en: 'Our own access to this platform is not set up yet. Leave this page out for now; we ask you again.',
      ar: 'لم يكتمل بعد ربطنا نحن بهذه المنصة. تجاوزوا هذه الصفحة الآن وسنطلب الرمز منكم لاحقًا.',
    },
  },
];

const googleToken: CredentialStep = {
  id: 'google-ads-token',
  kind: 'credential',
  title: { en: 'Connect Google Ads', ar: 'ربط Google Ads' },
  help: {
    en: 'Sign in to Google Ads as somebody who can see the accounts, allow reading for our application, and paste the refresh token that you get.',
    ar: 'سجّلوا الدخول إلى Google Ads بحساب يرى الحسابات الإعلانية، واسمحوا لتطبيقنا بالقراءة، ثم الصقوا رمز التحديث الذي تحصلون عليه.',
  },
  why: {
    en: 'With it we fill your daily figures. We try it before we keep it, and keep it only when it works.',
    ar: 'نملأ به أرقامكم اليومية. نجرّبه قبل حفظه ولا نحفظه إلا إذا نجح.',
  },
  when: usesGoogle,
  credential: 'google_ads_refresh_token',
  parts: [
    {
      id: 'refresh_token',
      label: { en: 'Google Ads refresh token', ar: 'رمز التحديث في Google Ads' },
      hint: { en: 'It begins with 1//', ar: 'يبدأ بـ 1//' },
    },
  ],
  storeName: secretName('google_ads_refresh_token'),
  check: 'google-ads.accessible-customers',
  with: { customerIds: '${has(answers.googleAdsIds) ? answers.googleAdsIds : []}' },
  asks: {
    'customers:listAccessibleCustomers': { en: 'Google accepts the token', ar: 'تقبل Google الرمز' },
  },
  remedies: [
    {
      on: ['credential_refused'],
      text: {
        en: 'Google does not know this token. Make a new one: tokens end when the password changes or access is withdrawn.',
        ar: 'لا تعرف Google هذا الرمز. أنشئوا رمزًا جديدًا، فالرموز تنتهي عند تغيير كلمة المرور أو سحب الصلاحية.',
      },
    },
    {
      on: ['permission_denied', 'not_found'],
      text: {
        en: 'The token is good, but its owner cannot see all the accounts that you named. Sign in as their administrator and make the token again.',
        ar: 'الرمز صحيح لكن صاحبه لا يرى كل الحسابات التي ذكرتموها. سجّلوا الدخول بصفة مسؤولها وأنشئوا الرمز من جديد.',
      },
    },
    ...usualRemedies,
  ],
  optional: true,
  rotateDays: 90,
  scopes: ['https://www.googleapis.com/auth/adwords'],
};

const metaToken: CredentialStep = {
  id: 'meta-token',
  kind: 'credential',
  title: { en: 'Connect Meta', ar: 'ربط Meta' },
  help: {
    en: 'In Meta Business settings, open System users, generate a token for our application with the right to read ads only, and paste it here.',
    ar: 'في إعدادات الأعمال في Meta افتحوا «مستخدمو النظام» وأنشئوا رمزًا لتطبيقنا بصلاحية قراءة الإعلانات فقط، ثم الصقوه هنا.',
  },
  why: {
    en: 'With it we fill your daily figures. We try it before we keep it, and keep it only when it works.',
    ar: 'نملأ به أرقامكم اليومية. نجرّبه قبل حفظه ولا نحفظه إلا إذا نجح.',
  },
  when: usesMeta,
  credential: 'meta_access_token',
  parts: [
    {
      id: 'access_token',
      label: { en: 'Meta access token', ar: 'رمز الوصول في Meta' },
      hint: { en: 'It begins with EAA', ar: 'يبدأ بـ EAA' },
    },
  ],
  storeName: secretName('meta_access_token'),
  check: 'meta.debug-token',
  with: { accountIds: '${has(answers.metaAccountIds) ? answers.metaAccountIds : []}' },
  asks: {
    '/me': { en: 'Meta accepts the token', ar: 'تقبل Meta الرمز' },
    ads_read: { en: 'It may read ads', ar: 'يسمح بقراءة الإعلانات' },
  },
  remedies: [
    {
      on: ['credential_refused'],
      text: {
        en: 'Meta does not know this token, or it has ended. Generate a new one for our application.',
        ar: 'لا تعرف Meta هذا الرمز أو أن صلاحيته انتهت. أنشئوا رمزًا جديدًا لتطبيقنا.',
      },
    },
    {
      on: ['permission_denied', 'not_found'],
      text: {
        en: 'The token is good, but lacks the right ads_read or an ad account. Assign the accounts to the system user and generate the token again.',
        ar: 'الرمز صحيح لكن تنقصه صلاحية ads_read أو حساب إعلاني. أسندوا الحسابات إلى مستخدم النظام وأنشئوا الرمز من جديد.',
      },
    },
    ...usualRemedies,
  ],
  optional: true,
  rotateDays: 90,
  scopes: ['ads_read'],
};

/** The tokens with which figures are read, each tried live before it is kept. Both may be left out. */
export const credentials: TaskDefinition = {
  id: 'account-credentials',
  title: { en: 'Connect your accounts', ar: 'ربط حساباتكم' },
  hint: { en: 'One token for each platform; you can do it later', ar: 'رمز لكل منصة، ويمكن تأجيله' },
  minutes: 3,
  owner: 'contributor',
  dependsOn: ['ad-accounts'],
  when: 'has(answers.adPlatforms)',
  steps: [googleToken, metaToken],
};
