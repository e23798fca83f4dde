import type { CustomerRole } from '@/lib/tenancy';
import type { House, Person } from './people';

/**
 * How far the prepared flow of a customer got. `pages` counts answered pages; `failing` says what went wrong when it was
 * set up: the name of its dataset was taken (everything is taken back), or the warehouse vanished in the middle of it,
 * so that not even taking back worked. Whoever has `sent` waits for what the partner's people do by hand.
 */
export type Story = Readonly<
  | { is: 'invited' }
  | { is: 'answering'; pages: number }
  | { is: 'sent' }
  | { is: 'set_up'; keyTaken: boolean }
  | { is: 'failing'; because: 'name_taken' | 'warehouse_lost' }
>;

/** The onboardings besides the data pipeline. */
export type DemoTemplate = 'marketing-analytics' | 'loyalty-programme' | 'security-platform' | 'service-desk';

/** Delegates come by a task that is handed to them, not with the customer. */
export type CustomerPerson = Person & Readonly<{ role: Exclude<CustomerRole, 'delegate'> }>;

/** A customer with one flow. The first person is the owner who is invited; the others are invited by the owner. */
export type DemoCustomer = Readonly<{
  id: string;
  house: Exclude<House, 'portico'>;
  name: string;
  country: string;
  region: 'eu' | 'us';
  timeZone: string;
  industry: string;
  people: readonly [CustomerPerson, ...CustomerPerson[]];
  story: Story;
  /** Which onboarding: the data pipeline when nothing is said. */
  template?: DemoTemplate;
}>;

const person = (
  role: CustomerPerson['role'],
  name: string,
  email: string,
  locale: Person['locale'] = 'en',
): CustomerPerson => ({
  role,
  name,
  email,
  locale,
});

/** The flows that the demo page leads to: one for every state that a flow can be in, and one of every onboarding. */
export const preparedCustomers: readonly DemoCustomer[] = [
  {
    id: 'larkspur_botanicals',
    house: 'northwind',
    name: 'Larkspur Botanicals',
    country: 'NL',
    region: 'eu',
    timeZone: 'Europe/Amsterdam',
    industry: 'Horticulture',
    people: [person('owner', 'Maren Holt', 'maren.holt@larkspur.example')],
    story: { is: 'invited' },
  },
  {
    id: 'cobalt_ridge',
    house: 'northwind',
    name: 'Cobalt Ridge Energy',
    country: 'US',
    region: 'us',
    timeZone: 'America/Denver',
    industry: 'Energy',
    people: [
      person('owner', 'Daniel Osei', 'daniel.osei@cobaltridge.example'),
      person('contributor', 'Ana Pereira', 'ana.pereira@cobaltridge.example'),
      person('viewer', 'Walt Simmons', 'walt.simmons@cobaltridge.example'),
    ],
    story: { is: 'answering', pages: 4 },
  },
  {
    id: 'halden_freight',
    house: 'northwind',
    name: 'Halden Freight',
    country: 'NO',
    region: 'eu',
    timeZone: 'Europe/Oslo',
    industry: 'Logistics',
    people: [person('owner', 'Sigrid Moen', 'sigrid.moen@haldenfreight.example')],
    story: { is: 'failing', because: 'name_taken' },
  },
  {
    id: 'juniper_and_pike',
    house: 'northwind',
    name: 'Juniper & Pike',
    country: 'IE',
    region: 'eu',
    timeZone: 'Europe/Dublin',
    industry: 'Retail',
    people: [person('owner', 'Aoife Brennan', 'aoife.brennan@juniperpike.example')],
    story: { is: 'set_up', keyTaken: false },
  },
  {
    id: 'meridian_glassworks',
    house: 'northwind',
    name: 'Meridian Glassworks',
    country: 'CZ',
    region: 'eu',
    timeZone: 'Europe/Prague',
    industry: 'Manufacturing',
    people: [person('owner', 'Tomas Hruby', 'tomas.hruby@meridianglass.example')],
    story: { is: 'failing', because: 'warehouse_lost' },
  },
  {
    id: 'dar_alsunbula',
    house: 'alufuq',
    name: 'دار السنبلة للنشر',
    country: 'JO',
    region: 'eu',
    timeZone: 'Asia/Amman',
    industry: 'Publishing',
    people: [person('owner', 'سلمى العبادي', 'salma.abbadi@alsunbula.example', 'ar')],
    story: { is: 'invited' },
  },
  {
    id: 'marsad_suhail',
    house: 'alufuq',
    name: 'مرصد سهيل للطاقة',
    country: 'AE',
    region: 'eu',
    timeZone: 'Asia/Dubai',
    industry: 'Energy',
    people: [person('owner', 'نورة الكعبي', 'noura.kaabi@suhail.example', 'ar')],
    story: { is: 'answering', pages: 5 },
  },
  {
    id: 'naseej_alwaha',
    house: 'alufuq',
    name: 'نسيج الواحة',
    country: 'EG',
    region: 'eu',
    timeZone: 'Africa/Cairo',
    industry: 'Textiles',
    people: [person('owner', 'عمر الشريف', 'omar.sherif@alwaha.example', 'ar')],
    story: { is: 'set_up', keyTaken: true },
  },
  {
    id: 'fernhill_golf',
    house: 'northwind',
    name: 'Fernhill Mini Golf',
    country: 'IE',
    region: 'eu',
    timeZone: 'Europe/Dublin',
    industry: 'Leisure',
    people: [person('owner', 'Niamh Doyle', 'niamh.doyle@fernhill.example')],
    story: { is: 'answering', pages: 6 },
    template: 'marketing-analytics',
  },
  {
    id: 'corner-market',
    house: 'northwind',
    name: 'Corner Market',
    country: 'NL',
    region: 'eu',
    timeZone: 'Europe/Amsterdam',
    industry: 'Retail',
    people: [
      person('owner', 'Jane Verhoeven', 'jane.verhoeven@cornermarket.example'),
      person('contributor', 'Pieter Smit', 'pieter.smit@cornermarket.example'),
    ],
    story: { is: 'answering', pages: 9 },
    template: 'loyalty-programme',
  },
  {
    id: 'fennick-bank',
    house: 'northwind',
    name: 'Fennick Savings Bank',
    country: 'DE',
    region: 'eu',
    timeZone: 'Europe/Berlin',
    industry: 'Finance',
    people: [
      person('owner', 'Greta Holm', 'greta.holm@fennick.example'),
      person('contributor', 'Ivo Brandt', 'ivo.brandt@fennick.example'),
    ],
    story: { is: 'answering', pages: 10 },
    template: 'security-platform',
  },
  {
    id: 'rawabi',
    house: 'alufuq',
    name: 'مستشفيات الروابي',
    country: 'SA',
    region: 'eu',
    timeZone: 'Asia/Riyadh',
    industry: 'Health',
    people: [person('owner', 'ريم الدوسري', 'reem.dosari@rawabi.example', 'ar')],
    story: { is: 'sent' },
    template: 'service-desk',
  },
];

/** The others of both partners, so that lists are long enough to search and the funnel has a shape. */
export const otherCustomers: readonly DemoCustomer[] = [
  ...english([
    ['Bramble & Finch', 'GB'],
    ['Solvane Robotics', 'DE'],
    ['Tidewater Mutual', 'US'],
    ['Okanda Health', 'CA'],
    ['Pinnacle Dairy', 'DK'],
    ['Quarrystone Legal', 'GB'],
    ['Redfern Analytics', 'AU'],
    ['Silverbirch Homes', 'SE'],
    ['Umbra Studios', 'FR'],
    ['Vesper Airfields', 'ES'],
    ['Wrenfield Foods', 'IE'],
    ['Yarrow Insurance', 'CH'],
    ['Zephyr Cargo', 'NL'],
    ['Almond Street Bank', 'US'],
  ]),
  ...arabic([
    ['مخابز النخيل', 'nakheel_bakeries', 'SA'],
    ['مجموعة الصفا الطبية', 'safa_medical', 'SA'],
    ['رواد الشحن', 'ruwad_shipping', 'AE'],
    ['بيت الزيتون', 'bayt_alzaytoon', 'JO'],
    ['منارة التعليم', 'manara_learning', 'KW'],
    ['أسواق المرجان', 'murjan_markets', 'BH'],
    ['كوكب الأرقام', 'kawkab_numbers', 'QA'],
    ['سفن الخليج', 'gulf_vessels', 'OM'],
    ['عيون الماء', 'uyoon_water', 'MA'],
    ['ضياء للإنارة', 'diya_lighting', 'EG'],
  ]),
];

/** How far each of the others got: a fixed list, so that the funnel looks the same in every demo world. */
function storyOf(index: number): Story {
  const pages = [9, 2, 0, 9, 5, 9, 7, 1, 9, 3, 9, 5];
  const reached = pages[index % pages.length] ?? 0;
  if (index % 8 === 2) return { is: 'invited' };
  return reached === 9 && index % 4 !== 1
    ? { is: 'set_up', keyTaken: index % 3 === 0 }
    : { is: 'answering', pages: reached };
}

function english(names: readonly (readonly [name: string, country: string])[]): DemoCustomer[] {
  return names.map(([name, country], index) => {
    const id = name
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '_')
      .slice(0, 40);
    return {
      id,
      house: 'northwind',
      name,
      country,
      region: country === 'US' || country === 'CA' ? 'us' : 'eu',
      timeZone: 'Europe/London',
      industry: 'Services',
      people: [person('owner', `Owner of ${name}`, `owner@${id.replaceAll('_', '-')}.example`)],
      story: storyOf(index),
    };
  });
}

function arabic(names: readonly (readonly [name: string, id: string, country: string])[]): DemoCustomer[] {
  return names.map(([name, id, country], index) => ({
    id,
    house: 'alufuq',
    name,
    country,
    region: 'eu',
    timeZone: 'Asia/Riyadh',
    industry: 'Services',
    people: [person('owner', `مسؤول ${name}`, `owner@${id.replaceAll('_', '-')}.example`, 'ar')],
    story: storyOf(index + 14),
  }));
}
