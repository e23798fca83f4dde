/** What others may be told of. The names are part of what we promise to them: one is added, none is renamed. */
export const outboundEvents = [
  'flow.invited',
  'flow.started',
  'section.completed',
  'flow.submitted',
  'flow.reopened',
  'task.completed',
  'run.done',
  'run.undone',
  'run.held',
  'webhook.received',
  'customer.offboarded',
] as const;
export type OutboundEvent = (typeof outboundEvents)[number];

/** The kind of the event that only shows that deliveries arrive. */
export const testEvent = 'portico.test';

/** What one chooses from when an endpoint is made; each is a set of events. */
export const outboundChoices = {
  all: outboundEvents,
  ends: ['flow.submitted', 'run.done', 'run.undone', 'run.held', 'customer.offboarded'],
} as const satisfies Record<string, readonly OutboundEvent[]>;
export type OutboundChoice = keyof typeof outboundChoices;
