import { getTranslations } from 'next-intl/server';
import { BrandMark } from '@/components/ui/BrandMark';
import { LinkButton } from '@/components/ui/LinkButton';
import { StatusTag } from '@/components/ui/StatusTag';
import {
  canEnter,
  demoPartners,
  preparedCustomers,
  type DemoCustomer,
  type DemoFlow,
  type DemoPartner,
} from '@/lib/demo';
import { library } from '@/lib/flow-templates/library';
import { flowTone } from '@/components/onboarding/flow-tone';
import { EnterAs } from './EnterAs';
import { Name } from './Name';

type Props = Readonly<{ flows: ReadonlyMap<string, DemoFlow>; locale: string }>;

/** The prepared onboardings by partner, each with how it stands now and the people who can be entered as. */
export async function PreparedFlows({ flows, locale }: Props) {
  const t = await getTranslations('demo.prepared');
  return (
    <section className="demo-section" aria-labelledby="prepared">
      <h2 id="prepared">{t('title')}</h2>
      <p className="muted">{t('lead')}</p>
      {demoPartners.map((partner) => (
        <Partner key={partner.house} partner={partner} flows={flows} locale={locale} />
      ))}
    </section>
  );
}

const Partner = ({ partner, flows, locale }: Props & Readonly<{ partner: DemoPartner }>) => (
  <section className="demo-house" data-house={partner.house} aria-labelledby={`house-${partner.house}`}>
    <h3 id={`house-${partner.house}`} lang={partner.locale}>
      <BrandMark name={partner.theme.name} mark={partner.theme.mark} />
    </h3>
    <ul className="demo-flows">
      {preparedCustomers
        .filter(({ house }) => house === partner.house)
        .map((customer) => (
          <Flow key={customer.id} customer={customer} flow={flows.get(customer.id)} locale={locale} />
        ))}
    </ul>
  </section>
);

type FlowProps = Readonly<{ customer: DemoCustomer; flow: DemoFlow | undefined; locale: string }>;

async function Flow({ customer, flow, locale }: FlowProps) {
  const t = await getTranslations('demo.prepared');
  const [owner] = customer.people;
  const language = owner.locale;
  return (
    <li className="demo-flow">
      <div className="demo-flow__head">
        <h4>
          <Name of={{ name: customer.name, locale: language }} />
        </h4>
        {flow ? <StatusTag tone={flowTone[flow.status]}>{t(`status.${flow.status}`)}</StatusTag> : null}
      </div>
      <p className="caption">{templateName(customer, locale)}</p>
      <p className="demo-flow__story">
        {isAsPrepared(customer, flow) ? t(`story.${storyOf(customer)}`) : t('moved')}
        {flow && flow.status === 'in_progress' ? (
          <> {t('progress', { completed: flow.tasksCompleted, total: flow.tasksTotal })}</>
        ) : null}
      </p>
      <ul className="demo-flow__people">
        {customer.people.map((person) => (
          <li key={person.email}>
            {canEnter(customer) ? (
              <EnterAs person={person} size="small" />
            ) : (
              <LinkButton
                href={`/${locale}/demo/mailbox?to=${encodeURIComponent(person.email)}`}
                variant="secondary"
                size="small"
                prefetch={false}
              >
                <span>{t('openMailbox', { name: person.name })}</span>
              </LinkButton>
            )}
            {customer.people.length > 1 ? <span className="caption">{t(`roles.${person.role}`)}</span> : null}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** The onboarding by its own title. */
function templateName({ template }: DemoCustomer, locale: string): string {
  const wanted = template ?? 'data-pipeline';
  return library.find(({ key }) => key === wanted)?.title[locale] ?? wanted;
}

const storyOf = ({ story }: DemoCustomer) => {
  if (story.is === 'failing') return story.because;
  if (story.is === 'set_up') return story.keyTaken ? 'key_taken' : 'set_up';
  return story.is;
};

/** Whether a flow still stands where the demo world has put it; unknown counts as so. */
function isAsPrepared({ story }: DemoCustomer, flow: DemoFlow | undefined): boolean {
  if (!flow) return true;
  if (story.is === 'failing') return flow.status === (story.because === 'name_taken' ? 'submitted' : 'held');
  return flow.status === { invited: 'invited', answering: 'in_progress', sent: 'submitted', set_up: 'done' }[story.is];
}
