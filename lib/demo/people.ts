import type { StaffRole } from '@/lib/tenancy';

/** A person of the demo world, invented; the address ends in `.example`, which no mail can reach. */
export type Person = Readonly<{ name: string; email: string; locale: 'en' | 'ar' }>;
export type StaffPerson = Person & Readonly<{ role: StaffRole }>;

/** Which part of the demo world somebody works for. */
export type House = 'portico' | 'northwind' | 'alufuq';

const staff = (host: string, locale: Person['locale'], names: Readonly<Record<StaffRole, readonly [string, string]>>) =>
  (Object.entries(names) as [StaffRole, readonly [string, string]][]).map(([role, [name, mailbox]]): StaffPerson => ({
    role,
    name,
    email: `${mailbox}@${host}.example`,
    locale,
  }));

/** The staff of the platform and of its two partners: one person for every role. */
export const staffOf: Readonly<Record<House, readonly StaffPerson[]>> = {
  portico: staff('portico', 'en', {
    admin: ['Iris Vandermeer', 'iris.vandermeer'],
    success_manager: ['Theo Brandt', 'theo.brandt'],
    reviewer: ['Nadia Okafor', 'nadia.okafor'],
    author: ['Lucas Ferreira', 'lucas.ferreira'],
    analyst: ['Mei Tanaka', 'mei.tanaka'],
    auditor: ['Harriet Cole', 'harriet.cole'],
  }),
  northwind: staff('northwind', 'en', {
    admin: ['Greta Lindqvist', 'greta.lindqvist'],
    success_manager: ['Owen Castellan', 'owen.castellan'],
    reviewer: ['Priya Raman', 'priya.raman'],
    author: ['Jonas Weld', 'jonas.weld'],
    analyst: ['Camille Durand', 'camille.durand'],
    auditor: ['Samuel Adeyemi', 'samuel.adeyemi'],
  }),
  alufuq: staff('alufuq', 'ar', {
    admin: ['ليلى الحارثي', 'layla.harthi'],
    success_manager: ['يوسف النجار', 'yousef.najjar'],
    reviewer: ['هدى القاسم', 'huda.qasim'],
    author: ['طارق السالم', 'tariq.salem'],
    analyst: ['ريم العتيبي', 'reem.otaibi'],
    auditor: ['خالد المنصور', 'khaled.mansour'],
  }),
};

/** A partner of the demo world, and the look it has chosen. */
export type DemoPartner = Readonly<{
  house: Exclude<House, 'portico'>;
  name: string;
  locale: Person['locale'];
  timeZone: string;
  theme: Readonly<{ name: string; mark: string; brand: `#${string}`; supportEmail: string }>;
}>;

export const demoPartners: readonly DemoPartner[] = [
  {
    house: 'northwind',
    name: 'Northwind Partners',
    locale: 'en',
    timeZone: 'Europe/London',
    theme: { name: 'Northwind Partners', mark: 'N', brand: '#3b3f94', supportEmail: 'help@northwind.example' },
  },
  {
    house: 'alufuq',
    name: 'الأفق',
    locale: 'ar',
    timeZone: 'Asia/Riyadh',
    theme: { name: 'الأفق', mark: 'أ', brand: '#8a4b12', supportEmail: 'help@alufuq.example' },
  },
];
