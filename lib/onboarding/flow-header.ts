import { progress, type Progress } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import type { FlowStatus } from './flow-state';
import { isOpen } from './flow-state';
import type { OpenedFlow } from './open-flow';

/** What every page of a flow shows around its content; texts in the reader's language. */
export type FlowHeader = Readonly<{
  flowId: string;
  tenantId: string;
  ownerTenantId: string;
  title: string;
  customerName: string;
  ownerName: string;
  status: FlowStatus;
  /** True while answers may be changed. */
  open: boolean;
  revision: number;
  timeZone: string;
  lastActivityAt: string;
  /** Whether the template has a tour of what awaits the customer. */
  hasTour: boolean;
  progress: Progress & Readonly<{ sectionTitle: string | null }>;
}>;

/** The frame of a flow's pages in one language. */
export function flowHeader({ state, template, walk }: OpenedFlow, locale: string): FlowHeader {
  const { definition } = template.compiled;
  const counted = progress(walk);
  const section = definition.sections.find(({ id }) => id === counted.sectionId);
  return {
    flowId: state.flow.id,
    tenantId: state.flow.tenantId,
    ownerTenantId: state.customer.ownerTenantId,
    title: localizedText(definition.title, locale),
    customerName: state.customer.name,
    ownerName: state.ownerName,
    status: state.flow.status,
    open: isOpen(state.flow.status),
    revision: state.flow.revision,
    timeZone: state.customer.timeZone,
    lastActivityAt: state.flow.lastActivityAt,
    hasTour: (definition.tutorial?.length ?? 0) > 0,
    progress: { ...counted, sectionTitle: section ? localizedText(section.title, locale) : null },
  };
}
