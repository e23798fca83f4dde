/**
 * Who plays in the end-to-end tests: partners that must never see each other, their staff, and one customer for each
 * journey, so that journeys can run side by side. All invented, in domains that can never exist.
 */
export type Locale = 'en' | 'ar';

/** The onboardings that the library installs. */
export type TemplateName =
  'data-pipeline' | 'marketing-analytics' | 'loyalty-programme' | 'security-platform' | 'service-desk';

export type PartnerName = 'halden' | 'qamar' | 'tern';
export const partners = {
  halden: { name: 'Halden Data', mark: 'H', brand: '#7a3e9d', locale: 'en', supportEmail: 'help@halden.example' },
  qamar: { name: 'بيانات قمر', mark: 'ق', brand: '#0b6e4f', locale: 'ar', supportEmail: 'help@qamar.example' },
  // Whose every door strangers try: nobody else plays there, so that nothing moves but what they move.
  tern: { name: 'Tern Works', mark: 'T', brand: '#1f4e79', locale: 'en', supportEmail: 'help@tern.example' },
} as const satisfies Record<PartnerName, PartnerOfCast>;

type PartnerOfCast = Readonly<{ name: string; mark: string; brand: string; locale: Locale; supportEmail: string }>;

/** How far a customer's flow has come before the test begins. */
export type Prepared = 'invited' | 'started' | 'answered' | 'submitted';

export type CustomerOfCast = Readonly<{
  partner: PartnerName;
  name: string;
  locale: Locale;
  owner: string;
  prepared: Prepared;
  /** Which onboarding: the data pipeline when nothing is said. */
  template?: TemplateName;
  /** Deliveries of their own system have an address already, as set-up would have made it. */
  hooked?: true;
}>;

const invited = (
  partner: PartnerName,
  name: string,
  locale: Locale,
  owner: string,
  template: TemplateName = 'data-pipeline',
): CustomerOfCast => ({ partner, name, locale, owner, prepared: 'invited', template });

export const customers = {
  enScript: invited('halden', 'Borealis Freight', 'en', 'Ada Lindqvist'),
  enPlain: invited('halden', 'Cobalt Museums', 'en', 'Bram Okafor'),
  arScript: invited('qamar', 'شركة الصفا للشحن', 'ar', 'ليلى حداد'),
  arPlain: invited('qamar', 'متاحف النخيل', 'ar', 'سامي عطية'),
  keyboard: invited('halden', 'Dunlin Optics', 'en', 'Cleo Marsh'),
  tree: invited('halden', 'Ember Clinics', 'en', 'Dov Salinger'),
  twoTabs: { ...invited('halden', 'Fjord Bakeries', 'en', 'Eva Brandt'), prepared: 'started' },
  collision: { ...invited('halden', 'Glacier Toys', 'en', 'Finn Aalto'), prepared: 'answered' },
  watched: { ...invited('halden', 'Harbour Press', 'en', 'Gita Rao'), prepared: 'started' },
  done: { ...invited('halden', 'Iris Foods', 'en', 'Hugo Blanc'), prepared: 'submitted' },
  takenBack: { ...invited('halden', 'Lark Studios', 'en', 'Jonas Weber'), prepared: 'submitted' },
  leaving: { ...invited('halden', 'Quarry Looms', 'en', 'Tess Oyelaran'), prepared: 'submitted' },
  leavingPlain: { ...invited('halden', 'Redshank Foundry', 'en', 'Una Solberg'), prepared: 'submitted' },
  ready: { ...invited('halden', 'Juniper Rail', 'en', 'Ines Duarte'), prepared: 'answered' },
  marketingScript: invited('halden', 'Fernhill Mini Golf', 'en', 'Moira Quinn', 'marketing-analytics'),
  marketingPlain: invited('halden', 'Fernhill Bowling', 'en', 'Nils Aker', 'marketing-analytics'),
  marketingKeys: invited('qamar', 'مدارس البيان', 'ar', 'هالة منصور', 'marketing-analytics'),
  loyaltyScript: invited('qamar', 'أسواق الحي', 'ar', 'هند المنصوري', 'loyalty-programme'),
  loyaltyPlain: invited('qamar', 'أسواق الساحل', 'ar', 'باسم عودة', 'loyalty-programme'),
  loyaltyTree: invited('halden', 'Corner Market', 'en', 'Jane Verhoeven', 'loyalty-programme'),
  securityScript: invited('halden', 'Fennick Savings Bank', 'en', 'Greta Holm', 'security-platform'),
  securityPlain: invited('halden', 'Fennick Trust', 'en', 'Ivo Brandt', 'security-platform'),
  securityKeys: invited('qamar', 'مختبرات الواحة', 'ar', 'ماجد العلي', 'security-platform'),
  deskScript: invited('qamar', 'مستشفيات الروابي', 'ar', 'سعاد قاسم', 'service-desk'),
  deskPlain: invited('qamar', 'عيادات الروابي', 'ar', 'فهد رشيد', 'service-desk'),
  deskTree: invited('halden', 'Riverdale Clinics', 'en', 'Omar Reyes', 'service-desk'),
  withItems: {
    ...invited('halden', 'Kestrel Insurance', 'en', 'Karin Falk', 'security-platform'),
    prepared: 'answered',
  },
  withKeys: {
    ...invited('halden', 'Sandpiper Schools', 'en', 'Uma Castel', 'service-desk'),
    prepared: 'answered',
  },
  uploading: {
    ...invited('halden', 'Moorland Trust', 'en', 'Leo Marten', 'security-platform'),
    prepared: 'answered',
  },
  uploadingPlain: {
    ...invited('halden', 'Nightjar Credit', 'en', 'Mia Sandt', 'security-platform'),
    prepared: 'answered',
  },
  delegating: { ...invited('halden', 'Orchard Labs', 'en', 'Nora Weiss'), prepared: 'started' },
  hooked: {
    ...invited('halden', 'Teal Polyclinics', 'en', 'Viggo Strand', 'service-desk'),
    ...{ prepared: 'answered', hooked: true },
  },
  typing: { ...invited('halden', 'Pinewood Post', 'en', 'Oskar Lind'), prepared: 'started' },
  besieged: { ...invited('tern', 'Upland Mills', 'en', 'Vera Holt'), prepared: 'answered' },
  besiegedSent: { ...invited('tern', 'Vesper Dairies', 'en', 'Walt Imani'), prepared: 'submitted' },
  besiegedItems: {
    ...invited('tern', 'Willow Bank', 'en', 'Xenia Roth', 'security-platform'),
    prepared: 'answered',
  },
  besiegedKeys: {
    ...invited('tern', 'Yarrow Clinics', 'en', 'Yann Petit', 'service-desk'),
    ...{ prepared: 'answered', hooked: true },
  },
  stranger: { ...invited('qamar', 'مطاحن الفرات', 'ar', 'نورة سالم'), prepared: 'started' },
} as const satisfies Record<string, CustomerOfCast>;
export type CustomerName = keyof typeof customers;

export type StaffName =
  'platformAdmin' | 'haldenAdmin' | 'haldenManager' | 'haldenAuditor' | 'qamarAdmin' | 'ternAdmin';
export const staff = {
  platformAdmin: { home: 'platform', role: 'admin', name: 'Otto Reuter', locale: 'en' },
  haldenAdmin: { home: 'halden', role: 'admin', name: 'Petra Holm', locale: 'en' },
  haldenManager: { home: 'halden', role: 'success_manager', name: 'Quinn Avery', locale: 'en' },
  haldenAuditor: { home: 'halden', role: 'auditor', name: 'Rosa Klein', locale: 'en' },
  qamarAdmin: { home: 'qamar', role: 'admin', name: 'عمر ناصر', locale: 'ar' },
  ternAdmin: { home: 'tern', role: 'admin', name: 'Zora Lund', locale: 'en' },
} as const satisfies Record<
  StaffName,
  Readonly<{ home: PartnerName | 'platform'; role: string; name: string; locale: Locale }>
>;

/** The address of somebody of the cast. `E2E_RUN` makes new people, for a second run against an instance that goes on. */
export const emailOf = (key: CustomerName | StaffName): string =>
  `${key.toLowerCase()}${process.env.E2E_RUN ?? ''}@people.example`;
